import { useEffect, useState } from 'preact/hooks';
import type { Time } from '../core/times.js';
import { STRINGS } from '../strings.js';
import { Icon } from '../ui/icon.js';
import { ProblemNote } from '../ui/problem-note.js';
import type { Connection } from './connections.js';
import { activeTab, closeSession, reconnect, type Tab } from './sessions.js';

const TEXT = STRINGS.opening;

/** What is seen of a session before its first picture, and when there is none to be had. */
export function OpeningView() {
  const tab = activeTab.value;
  if (!tab || tab.state === 'open') return null;
  return (
    <div class="centred">
      <section class="card narrow" aria-label={TEXT.title(tab.displayName)}>
        {tab.state === 'failed' ? <Failed tab={tab} /> : <Progress tab={tab} />}
      </section>
    </div>
  );
}

function Failed({ tab: { key, displayName, problem } }: { tab: Tab }) {
  return (
    <>
      <h1>{TEXT.failed(displayName)}</h1>
      {problem && <ProblemNote problem={problem} />}
      <div class="actions">
        <button type="button" class="quiet" onClick={() => closeSession(key)}>
          {TEXT.back}
        </button>
        <button type="button" class="primary" onClick={() => reconnect(key)}>
          {STRINGS.again}
        </button>
      </div>
    </>
  );
}

function Progress({ tab: { key, displayName, connection } }: { tab: Tab }) {
  const part = useStartPart(connection);
  const past = connection === undefined ? 0 : connection.state === 'granted' ? 2 : 1;
  return (
    <>
      <div class="emblem working">
        <Icon name="logo" />
      </div>
      <h1>{TEXT.title(displayName)}</h1>
      <p role="status">{explain(connection)}</p>
      <div class="track" aria-hidden="true">
        <div
          class={part === undefined ? 'bar unknown' : 'bar'}
          style={part === undefined ? {} : { width: `${part * 100}%` }}
        />
      </div>
      <ol class="steps">
        {TEXT.steps.map((step, index) => (
          <li key={step} data-state={index < past ? 'done' : index === past ? 'now' : 'later'}>
            {step}
          </li>
        ))}
      </ol>
      <button type="button" class="quiet" onClick={() => closeSession(key)}>
        {STRINGS.cancel}
      </button>
    </>
  );
}

function explain(connection: Connection | undefined): string {
  switch (connection?.state) {
    case 'waiting':
      return connection.position === undefined ? TEXT.waiting : TEXT.waitingAt(connection.position);
    case 'starting':
      return TEXT.starting(connection.host, connection.estimateMs);
    case 'granted':
      return TEXT.granted;
    case 'stepUp':
      return TEXT.stepUp;
    default:
      return TEXT.asking;
  }
}

/** How much of the estimated time for starting a host is over; it never says that it is all over. */
function useStartPart(connection: Connection | undefined): number | undefined {
  const [now, setNow] = useState(Date.now());
  const estimate = connection?.state === 'starting' ? connection.estimateMs : undefined;
  useEffect(() => {
    if (estimate === undefined) return;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [estimate]);
  if (estimate === undefined || connection === undefined) return undefined;
  const since = new Date(connection.since as Time).getTime();
  return Math.max(0.04, Math.min(0.95, (now - since) / estimate));
}
