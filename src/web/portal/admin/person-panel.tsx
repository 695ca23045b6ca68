import { useState } from 'preact/hooks';
import type { SignIn } from '../account/sign-ins-panel.js';
import { agentName } from '../account/user-agent.js';
import { get, post, remove } from '../core/api.js';
import { ago, moment } from '../core/times.js';
import { useLoad } from '../core/use-load.js';
import { withStepUp } from '../sign-in/step-up-state.js';
import { useAttempt } from '../sign-in/use-attempt.js';
import { STRINGS } from '../strings.js';
import { announce } from '../ui/announce.js';
import { CopyButton } from '../ui/copy-button.js';
import { Panel } from '../ui/panel.js';
import { ProblemNote } from '../ui/problem-note.js';

const TEXT = STRINGS.admin.people;

interface ResetLink {
  readonly url: string;
  readonly expiresAt: string;
}

/** What administrators do with how somebody signs in. */
export function PersonPanel({ name }: { name: string }) {
  const path = `/users/${encodeURIComponent(name)}`;
  const signIns = useLoad(`sign-ins/${name}`, (signal) => get<{ items: SignIn[] }>(`${path}/sign-ins`, signal));
  const [clearFactors, setClearFactors] = useState(false);
  const [link, setLink] = useState<ResetLink>();
  const { busy, problem, run } = useAttempt();
  const make = (): void =>
    run(async () => setLink(await withStepUp(() => post<ResetLink>(`${path}/reset-link`, { clearFactors }))));
  const signOut = (): void =>
    run(async () => {
      await withStepUp(() => remove(`${path}/sign-ins`));
      announce(TEXT.signedOut);
      signIns.reload();
    });
  return (
    <Panel title={TEXT.title}>
      {problem && <ProblemNote problem={problem} />}
      <label class="check">
        <input
          type="checkbox"
          checked={clearFactors}
          onChange={(event) => setClearFactors(event.currentTarget.checked)}
        />
        {TEXT.clearFactors}
      </label>
      <div class="actions">
        <button type="button" class="small" disabled={busy} onClick={make}>
          {TEXT.resetLink}
        </button>
      </div>
      {link && (
        <div class="shown-once" role="status">
          <p>{TEXT.linkReady}</p>
          <code class="secret">{link.url}</code>
          <p class="hint">{TEXT.expires(moment(link.expiresAt))}</p>
          <CopyButton text={link.url} />
        </div>
      )}
      <h3>{TEXT.signIns}</h3>
      {signIns.problem && <ProblemNote problem={signIns.problem} />}
      {signIns.value?.items.length === 0 && <p>{TEXT.none}</p>}
      <ul class="rows">
        {signIns.value?.items.map(({ id, userAgent, remote, seenAt }) => (
          <li key={id}>
            <span class="words">
              <span class="name">{agentName(userAgent)}</span>
              <span class="below">
                {remote}, {STRINGS.account.signIns.seen(ago(seenAt))}
              </span>
            </span>
          </li>
        ))}
      </ul>
      {(signIns.value?.items.length ?? 0) > 0 && (
        <div class="actions">
          <button type="button" class="small" disabled={busy} onClick={signOut}>
            {TEXT.signOut}
          </button>
        </div>
      )}
    </Panel>
  );
}
