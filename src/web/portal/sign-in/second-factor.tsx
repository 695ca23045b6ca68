import { useState } from 'preact/hooks';
import { STRINGS } from '../strings.js';
import { ProblemNote } from '../ui/problem-note.js';
import { TextField } from '../ui/text-field.js';
import { hasPasskeys, type Method, type Step, signInByCode, signInByPasskey } from './steps.js';
import { useAttempt } from './use-attempt.js';

const TEXT = STRINGS.signIn.second;

interface SecondFactorProps {
  readonly methods: readonly Method[];
  readonly onStep: (step: Step) => void;
  readonly onBack: () => void;
}

/** After the password: a code, a passkey or a recovery code, whichever the person has. */
export function SecondFactor({ methods: all, onStep, onBack }: SecondFactorProps) {
  const methods = all.filter((method) => method !== 'passkey' || hasPasskeys());
  const [method, setMethod] = useState<Method>(methods.includes('totp') ? 'totp' : (methods[0] ?? 'recoveryCode'));
  const [code, setCode] = useState('');
  const { busy, problem, lockedFor, run, fail } = useAttempt();
  const submit = (event: Event): void => {
    event.preventDefault();
    run(async () => onStep(await (method === 'passkey' ? signInByPasskey() : signInByCode(method, code))));
  };
  return (
    <form class="stack" onSubmit={submit}>
      <p>{TEXT[method]}</p>
      {problem && <ProblemNote problem={problem} />}
      {method !== 'passkey' && (
        <TextField
          key={method}
          label={TEXT.codeOf[method]}
          value={code}
          onInput={setCode}
          autoComplete="one-time-code"
          inputMode={method === 'totp' ? 'numeric' : 'text'}
          required
          autoFocus
        />
      )}
      <button type="submit" class="primary" disabled={busy || lockedFor > 0}>
        {method === 'passkey' ? STRINGS.signIn.passkey : TEXT.submit}
      </button>
      {methods
        .filter((other) => other !== method)
        .map((other) => (
          <button
            type="button"
            class="quiet"
            key={other}
            onClick={() => {
              setMethod(other);
              setCode('');
              fail(undefined);
            }}
          >
            {TEXT.use[other]}
          </button>
        ))}
      <button type="button" class="quiet" onClick={onBack}>
        {TEXT.back}
      </button>
    </form>
  );
}
