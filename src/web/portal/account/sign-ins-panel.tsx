import { useState } from 'preact/hooks';
import { get, remove } from '../core/api.js';
import { me } from '../core/me.js';
import { ago } from '../core/times.js';
import { useLoad } from '../core/use-load.js';
import { closeAllSessions } from '../session/sessions.js';
import { useAttempt } from '../sign-in/use-attempt.js';
import { STRINGS } from '../strings.js';
import { Confirm } from '../ui/dialog.js';
import { Panel } from '../ui/panel.js';
import { ProblemNote } from '../ui/problem-note.js';
import { agentName } from './user-agent.js';

const TEXT = STRINGS.account.signIns;

export interface SignIn {
  readonly id: string;
  readonly current: boolean;
  readonly provider: string;
  readonly remote: string;
  readonly userAgent: string;
  readonly createdAt: string;
  readonly seenAt: string;
}

/** The browsers in which the person is signed in. */
export function SignInsPanel() {
  const { value, problem, reload } = useLoad('sign-ins', (signal) => get<{ items: SignIn[] }>('/me/sign-ins', signal));
  const attempt = useAttempt();
  const [all, setAll] = useState(false);
  const end = ({ id }: SignIn): void =>
    attempt.run(async () => {
      await remove(`/me/sign-ins/${encodeURIComponent(id)}`);
      reload();
    });
  const endAll = (): void =>
    attempt.run(async () => {
      await remove('/me/sign-ins');
      closeAllSessions();
      me.value = null;
    });
  const wrong = attempt.problem ?? problem;
  return (
    <Panel title={TEXT.title}>
      {wrong && <ProblemNote problem={wrong} />}
      <ul class="rows">
        {value?.items.map((signIn) => {
          const agent = agentName(signIn.userAgent);
          return (
            <li key={signIn.id}>
              <span class="words">
                <span class="name">
                  {agent} {signIn.current && <span class="badge">{TEXT.here}</span>}
                </span>
                <span class="below">
                  {signIn.remote}, {TEXT.seen(ago(signIn.seenAt))}
                </span>
              </span>
              {!signIn.current && (
                <button
                  type="button"
                  class="small plain"
                  aria-label={TEXT.endOf(agent)}
                  disabled={attempt.busy}
                  onClick={() => end(signIn)}
                >
                  {TEXT.end}
                </button>
              )}
            </li>
          );
        })}
      </ul>
      <div class="actions">
        <button type="button" class="small" disabled={attempt.busy} onClick={() => setAll(true)}>
          {TEXT.everywhere}
        </button>
      </div>
      {all && (
        <Confirm
          title={TEXT.everywhere}
          text={TEXT.everywhereSure}
          action={TEXT.everywhere}
          danger
          onConfirm={endAll}
          onClose={() => setAll(false)}
        />
      )}
    </Panel>
  );
}
