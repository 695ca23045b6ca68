import { useEffect, useState } from 'preact/hooks';
import { ERRORS, type ErrorCode } from '../../../errors.js';
import type { ProblemBody } from '../core/api.js';
import { loadMe } from '../core/me.js';
import { STRINGS } from '../strings.js';
import { Icon } from '../ui/icon.js';
import { ProblemNote } from '../ui/problem-note.js';
import { PasswordField, TextField } from '../ui/text-field.js';
import { Front } from './front.js';
import { SecondFactor } from './second-factor.js';
import {
  hasPasskeys,
  listProviders,
  type Method,
  offersPasskeys,
  type Provider,
  providerAddress,
  type Step,
  signInByPasskey,
  signInByPassword,
} from './steps.js';
import { useAttempt } from './use-attempt.js';

const TEXT = STRINGS.signIn;

/** What a provider's sign-in ended with, as the address says it. */
function problemInAddress(): ProblemBody | undefined {
  const code = new URLSearchParams(location.search).get('error') ?? '';
  if (!Object.hasOwn(ERRORS, code)) return undefined;
  const { message, advice } = ERRORS[code as ErrorCode];
  return { code, title: message, advice };
}

/** Signing in, one step after another. */
export function SignInPage() {
  const [methods, setMethods] = useState<readonly Method[]>();
  const onStep = (step: Step): void => {
    if (step.step === 'secondFactor') setMethods(step.methods);
    else void loadMe();
  };
  return methods ? (
    <Front title={TEXT.second.title}>
      <SecondFactor methods={methods} onStep={onStep} onBack={() => setMethods(undefined)} />
    </Front>
  ) : (
    <Front title={TEXT.title}>
      <FirstStep onStep={onStep} />
    </Front>
  );
}

function FirstStep({ onStep }: { onStep: (step: Step) => void }) {
  const [user, setUser] = useState('');
  const [password, setPassword] = useState('');
  const { busy, problem, lockedFor, run } = useAttempt(problemInAddress());
  const providers = useProviders();
  usePasskeyInForm(onStep);
  const submit = (event: Event): void => {
    event.preventDefault();
    run(async () => onStep(await signInByPassword(user, password)));
  };
  return (
    <>
      <form class="stack" onSubmit={submit}>
        {problem && <ProblemNote problem={problem} />}
        <TextField
          label={TEXT.user}
          value={user}
          onInput={setUser}
          name="username"
          autoComplete="username webauthn"
          autoCapitalize="none"
          spellcheck={false}
          required
          autoFocus
        />
        <PasswordField
          label={TEXT.password}
          value={password}
          onInput={setPassword}
          name="password"
          autoComplete="current-password"
          required
        />
        <button type="submit" class="primary" disabled={busy || lockedFor > 0}>
          {TEXT.submit}
        </button>
      </form>
      {(hasPasskeys() || providers.length > 0) && <p class="or">{TEXT.or}</p>}
      <div class="stack">
        {hasPasskeys() && (
          <button
            type="button"
            class="secondary"
            disabled={busy}
            onClick={() => run(async () => onStep(await signInByPasskey()))}
          >
            <Icon name="key" />
            {TEXT.passkey}
          </button>
        )}
        {providers.map(({ name, displayName }) => (
          <a class="secondary" key={name} href={providerAddress(name)}>
            {TEXT.provider(displayName)}
          </a>
        ))}
      </div>
    </>
  );
}

function useProviders(): readonly Provider[] {
  const [providers, setProviders] = useState<readonly Provider[]>([]);
  useEffect(() => {
    // Whoever has a local account can sign in without them.
    listProviders().then(setProviders, () => {});
  }, []);
  return providers;
}

/** Lets the field for the user name offer passkeys, where the browser can. */
function usePasskeyInForm(onStep: (step: Step) => void): void {
  useEffect(() => {
    let here = true;
    const offer = async (): Promise<void> => {
      if (!(await offersPasskeys()) || !here) return;
      const step = await signInByPasskey({ inForm: true });
      if (here) onStep(step);
    };
    // Nobody asked for it, so nobody is told that it came to nothing.
    offer().catch(() => {});
    return () => {
      here = false;
    };
  }, []);
}
