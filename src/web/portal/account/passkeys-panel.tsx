import { startRegistration } from '@simplewebauthn/browser';
import { useState } from 'preact/hooks';
import { ApiError, post, remove } from '../core/api.js';
import { ago } from '../core/times.js';
import { withStepUp } from '../sign-in/step-up-state.js';
import { hasPasskeys } from '../sign-in/steps.js';
import { useAttempt } from '../sign-in/use-attempt.js';
import { STRINGS } from '../strings.js';
import { Icon } from '../ui/icon.js';
import { Panel } from '../ui/panel.js';
import { ProblemNote } from '../ui/problem-note.js';
import { TextField } from '../ui/text-field.js';
import type { FactorProps } from './factors.js';

const TEXT = STRINGS.account.passkeys;

type Options = Parameters<typeof startRegistration>[0]['optionsJSON'];

async function addPasskey(label: string): Promise<void> {
  const optionsJSON = await withStepUp(() => post<Options>('/me/passkeys/options'));
  const response = await startRegistration({ optionsJSON }).catch(() => {
    throw new ApiError(0, TEXT.failed);
  });
  await post('/me/passkeys', { label, response });
}

export function PasskeysPanel({ factors: { passkeys }, onChange }: FactorProps) {
  const [label, setLabel] = useState('');
  const { busy, problem, run } = useAttempt();
  const changing = (work: () => Promise<void>): void =>
    run(async () => {
      await work();
      setLabel('');
      onChange();
    });
  return (
    <Panel title={TEXT.title}>
      <p>{TEXT.text}</p>
      {problem && <ProblemNote problem={problem} />}
      {passkeys.length > 0 && (
        <ul class="rows">
          {passkeys.map((passkey) => (
            <li key={passkey.id}>
              <Icon name="key" />
              <span class="words">
                <span class="name">{passkey.label}</span>
                <span class="below">
                  {[passkey.synced ? TEXT.synced : '', TEXT.used(ago(passkey.usedAt))].filter(Boolean).join(', ')}
                </span>
              </span>
              <button
                type="button"
                class="tool"
                aria-label={TEXT.remove(passkey.label)}
                title={TEXT.remove(passkey.label)}
                disabled={busy}
                onClick={() =>
                  changing(() => withStepUp(() => remove(`/me/passkeys/${encodeURIComponent(passkey.id)}`)))
                }
              >
                <Icon name="trash" />
              </button>
            </li>
          ))}
        </ul>
      )}
      {hasPasskeys() ? (
        <form
          class="inline"
          onSubmit={(event) => {
            event.preventDefault();
            changing(() => addPasskey(label));
          }}
        >
          <TextField
            label={TEXT.label}
            value={label}
            onInput={setLabel}
            hint={TEXT.labelHint}
            maxLength={64}
            required
          />
          <button type="submit" class="small" disabled={busy}>
            {TEXT.add}
          </button>
        </form>
      ) : (
        <p class="hint">{TEXT.unsupported}</p>
      )}
    </Panel>
  );
}
