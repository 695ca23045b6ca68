import { useState } from 'preact/hooks';
import { post } from '../core/api.js';
import { withStepUp } from '../sign-in/step-up-state.js';
import { useAttempt } from '../sign-in/use-attempt.js';
import { STRINGS } from '../strings.js';
import { CopyButton } from '../ui/copy-button.js';
import { Panel } from '../ui/panel.js';
import { ProblemNote } from '../ui/problem-note.js';
import type { FactorProps } from './factors.js';

const TEXT = STRINGS.account.recovery;

export function RecoveryPanel({ factors, onChange }: FactorProps) {
  const [codes, setCodes] = useState<readonly string[]>();
  const { busy, problem, run } = useAttempt();
  const usable = factors.totp || factors.passkeys.length > 0;
  const renew = (): void =>
    run(async () => {
      setCodes((await withStepUp(() => post<{ codes: string[] }>('/me/recovery-codes'))).codes);
      onChange();
    });
  return (
    <Panel title={TEXT.title}>
      <p>{usable ? TEXT.left(factors.recoveryCodes) : TEXT.needed}</p>
      {problem && <ProblemNote problem={problem} />}
      {codes && (
        <div class="shown-once" role="status">
          <p>{TEXT.keep}</p>
          <ul class="codes">
            {codes.map((code) => (
              <li key={code}>
                <code>{code}</code>
              </li>
            ))}
          </ul>
          <CopyButton text={codes.join('\n')} />
        </div>
      )}
      <div class="actions">
        <button type="button" class="small" disabled={busy || !usable} onClick={renew}>
          {TEXT.renew}
        </button>
      </div>
    </Panel>
  );
}
