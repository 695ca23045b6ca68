import { useState } from 'preact/hooks';
import { post, remove } from '../core/api.js';
import { withStepUp } from '../sign-in/step-up-state.js';
import { useAttempt } from '../sign-in/use-attempt.js';
import { STRINGS } from '../strings.js';
import { announce } from '../ui/announce.js';
import { Confirm } from '../ui/dialog.js';
import { Panel } from '../ui/panel.js';
import { ProblemNote } from '../ui/problem-note.js';
import { QrCode } from '../ui/qr-code.js';
import { TextField } from '../ui/text-field.js';
import type { FactorProps } from './factors.js';

const TEXT = STRINGS.account.totp;

interface Secret {
  readonly secret: string;
  readonly uri: string;
}

/** Setting up the authenticator app: a secret to scan, and a code that proves it was. */
export function TotpPanel({ factors, onChange }: FactorProps) {
  const [secret, setSecret] = useState<Secret>();
  const [removing, setRemoving] = useState(false);
  const { busy, problem, run } = useAttempt();
  const start = (): void => run(async () => setSecret(await withStepUp(() => post<Secret>('/me/totp'))));
  const removeIt = (): void =>
    run(async () => {
      await withStepUp(() => remove('/me/totp'));
      onChange();
    });
  const done = (): void => {
    setSecret(undefined);
    announce(TEXT.done);
    onChange();
  };
  return (
    <Panel title={TEXT.title}>
      <p>{factors.totp ? TEXT.on : TEXT.off}</p>
      {problem && <ProblemNote problem={problem} />}
      {secret ? (
        <Confirmation secret={secret} onDone={done} />
      ) : (
        <div class="actions">
          {factors.totp ? (
            <button type="button" class="small" disabled={busy} onClick={() => setRemoving(true)}>
              {TEXT.remove}
            </button>
          ) : (
            <button type="button" class="small" disabled={busy} onClick={start}>
              {TEXT.start}
            </button>
          )}
        </div>
      )}
      {removing && (
        <Confirm
          title={TEXT.remove}
          text={TEXT.removeSure}
          action={STRINGS.remove}
          danger
          onConfirm={removeIt}
          onClose={() => setRemoving(false)}
        />
      )}
    </Panel>
  );
}

function Confirmation({ secret: { secret, uri }, onDone }: { secret: Secret; onDone: () => void }) {
  const [code, setCode] = useState('');
  const { busy, problem, lockedFor, run } = useAttempt();
  const submit = (event: Event): void => {
    event.preventDefault();
    run(async () => {
      await withStepUp(() => post('/me/totp/confirm', { code }));
      onDone();
    });
  };
  return (
    <form class="stack totp" onSubmit={submit}>
      <p>{TEXT.scan}</p>
      <QrCode text={uri} label={TEXT.qr} />
      <p>
        {TEXT.byHand} <code class="secret">{secret.replace(/(.{4})(?=.)/g, '$1 ')}</code>
      </p>
      {problem && <ProblemNote problem={problem} />}
      <TextField
        label={TEXT.code}
        value={code}
        onInput={setCode}
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={16}
        required
        autoFocus
      />
      <div class="actions">
        <button type="submit" class="primary" disabled={busy || lockedFor > 0}>
          {TEXT.confirm}
        </button>
      </div>
    </form>
  );
}
