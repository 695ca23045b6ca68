import { useState } from 'preact/hooks';
import { loadMe, me } from '../core/me.js';
import { go } from '../core/router.js';
import { STRINGS } from '../strings.js';
import { Dialog } from '../ui/dialog.js';
import { ProblemNote } from '../ui/problem-note.js';
import { PasswordField } from '../ui/text-field.js';
import { SecondFactor } from './second-factor.js';
import { stepUp } from './step-up-state.js';
import { hasPasskeys, type Method, providerAddress, type Step, signInByPasskey, signInByPassword } from './steps.js';
import { useAttempt } from './use-attempt.js';

const TEXT = STRINGS.stepUp;

/** Signing in once more, because a policy or a change of one's own sign-in asks for it. */
export function StepUpDialog() {
  const asked = stepUp.value;
  if (!asked || !me.value) return null;
  const { requirements, done } = asked;
  return (
    <Dialog title={TEXT.title} onClose={() => done(false)}>
      <p>{TEXT.text}</p>
      {requirements.multiFactor && <p>{TEXT.multiFactor}</p>}
      {me.value.provider === 'local' ? (
        <Local user={me.value.user} multiFactor={requirements.multiFactor === true} onDone={done} />
      ) : (
        <a
          class="primary"
          href={providerAddress(me.value.provider, {
            maxAge: 60 * (requirements.signedInWithinMinutes ?? 0),
            acr: requirements.contexts?.flat() ?? [],
            login: requirements.contexts === undefined || requirements.contexts.length === 0,
          })}
        >
          {TEXT.provider}
        </a>
      )}
    </Dialog>
  );
}

interface LocalProps {
  readonly user: string;
  readonly multiFactor: boolean;
  readonly onDone: (signedIn: boolean) => void;
}

function Local({ user, multiFactor, onDone }: LocalProps) {
  const [password, setPassword] = useState('');
  const [methods, setMethods] = useState<readonly Method[]>();
  const [lacking, setLacking] = useState(false);
  const { busy, problem, lockedFor, run } = useAttempt();
  const onStep = async (step: Step): Promise<void> => {
    if (step.step === 'secondFactor') return setMethods(step.methods);
    await loadMe();
    if (multiFactor && !me.value?.multiFactor) setLacking(true);
    else onDone(true);
  };
  if (lacking) {
    return (
      <>
        <p>{TEXT.noFactor}</p>
        <button
          type="button"
          class="primary"
          onClick={() => {
            onDone(false);
            go('#/account');
          }}
        >
          {TEXT.toAccount}
        </button>
      </>
    );
  }
  if (methods) return <SecondFactor methods={methods} onStep={onStep} onBack={() => setMethods(undefined)} />;
  const submit = (event: Event): void => {
    event.preventDefault();
    run(async () => onStep(await signInByPassword(user, password)));
  };
  return (
    <form class="stack" onSubmit={submit}>
      {problem && <ProblemNote problem={problem} />}
      <input type="hidden" autoComplete="username" value={user} />
      <PasswordField
        label={TEXT.password}
        value={password}
        onInput={setPassword}
        autoComplete="current-password"
        required
        autoFocus
      />
      <button type="submit" class="primary" disabled={busy || lockedFor > 0}>
        {TEXT.submit}
      </button>
      {hasPasskeys() && (
        <button
          type="button"
          class="secondary"
          disabled={busy}
          onClick={() => run(async () => onStep(await signInByPasskey()))}
        >
          {STRINGS.signIn.passkey}
        </button>
      )}
    </form>
  );
}
