import { useState } from 'preact/hooks';
import { post, problemOf } from '../core/api.js';
import { ago } from '../core/times.js';
import { openSession, tabs } from '../session/sessions.js';
import { capitalized, STRINGS } from '../strings.js';
import { announce } from '../ui/announce.js';
import { Confirm } from '../ui/dialog.js';
import { TileIcon } from '../ui/tile-icon.js';
import type { Running } from './published.js';

const TEXT = STRINGS.home;

interface RunningProps {
  readonly sessions: readonly Running[];
  readonly iconOf: (session: Running) => string | undefined;
  readonly onChange: () => void;
}

/** What runs for the person, also what they left elsewhere. */
export function RunningSessions({ sessions, iconOf, onChange }: RunningProps) {
  const [ending, setEnding] = useState<Running>();
  const tell = ({ id }: Running, what: string): void => {
    post(`/me/sessions/${encodeURIComponent(id)}/${what}`)
      .catch((error: unknown) => announce(capitalized(problemOf(error).title)))
      .finally(onChange);
  };
  return (
    <section aria-labelledby="running">
      <h2 id="running">{TEXT.running}</h2>
      <ul class="running">
        {sessions.map((session) => {
          const { id, kind, name, displayName, host, state, since } = session;
          const here = tabs.value.some((tab) => tab.kind === kind && tab.name === name);
          return (
            <li key={id}>
              <TileIcon name={displayName} icon={iconOf(session)} />
              <span class="words">
                <span class="name">{displayName}</span>
                <span class="below">
                  {TEXT.states[state] ?? state} {host && TEXT.on(host)}, {ago(since)}
                </span>
              </span>
              <span class="actions">
                <button
                  type="button"
                  class="small"
                  aria-label={here ? TEXT.showOf(displayName) : TEXT.reconnectTo(displayName)}
                  onClick={() => openSession({ ...session, icon: iconOf(session) })}
                >
                  {here ? TEXT.show : TEXT.reconnect}
                </button>
                {state === 'active' && (
                  <button
                    type="button"
                    class="small plain"
                    aria-label={TEXT.disconnectFrom(displayName)}
                    onClick={() => tell(session, 'disconnect')}
                  >
                    {TEXT.disconnect}
                  </button>
                )}
                <button
                  type="button"
                  class="small plain"
                  aria-label={TEXT.logOffFrom(displayName)}
                  onClick={() => setEnding(session)}
                >
                  {TEXT.logOff}
                </button>
              </span>
            </li>
          );
        })}
      </ul>
      {ending && (
        <Confirm
          title={TEXT.logOffFrom(ending.displayName)}
          text={TEXT.logOffSure(ending.displayName)}
          action={TEXT.logOff}
          danger
          onConfirm={() => tell(ending, 'log-off')}
          onClose={() => setEnding(undefined)}
        />
      )}
    </section>
  );
}
