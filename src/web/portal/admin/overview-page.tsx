import { get, query } from '../core/api.js';
import { may } from '../core/me.js';
import { to } from '../core/router.js';
import { useLoad } from '../core/use-load.js';
import { STRINGS } from '../strings.js';
import { Panel } from '../ui/panel.js';
import { ProblemNote } from '../ui/problem-note.js';
import { Working } from '../ui/working.js';
import { type ConnectionRecord, ConnectionTable } from './connection-table.js';
import { loadHostStatus } from './host-status.js';
import type { Page } from './resources.js';
import type { UserSession } from './user-sessions-page.js';

const TEXT = STRINGS.admin.overviewPage;
const EVERY_MS = 15_000;
const DAY_MS = 86_400_000;
const MOST = 1000;
const FAILURES = 8;

const count = <T,>(items: readonly T[], holds: (item: T) => boolean): number => items.filter(holds).length;

/** How things are right now. */
export function OverviewPage() {
  return (
    <>
      <div class="page-head">
        <h1>{STRINGS.admin.overview}</h1>
      </div>
      <div class="figures">
        {may('session-host.read') && <Hosts />}
        {may('session.read') && <Sessions />}
        {may('diagnostics.read') && <Outcomes />}
      </div>
      {may('diagnostics.read') && <Failures />}
    </>
  );
}

interface FiguresProps {
  readonly title: string;
  readonly address: string;
  readonly figures: readonly { readonly label: string; readonly value: number; readonly tone?: string }[];
}

function Figures({ title, address, figures }: FiguresProps) {
  return (
    <section class="panel" aria-label={title}>
      <h2>
        <a href={address}>{title}</a>
      </h2>
      <dl class="numbers">
        {figures.map(({ label, value, tone }) => (
          <div key={label} data-tone={value > 0 ? tone : undefined}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Hosts() {
  const { value, problem } = useLoad('hosts', (signal) => loadHostStatus(undefined, signal), { everyMs: EVERY_MS });
  if (problem) return <ProblemNote problem={problem} />;
  const hosts = value ?? [];
  const health = (state: string) => count(hosts, (host) => host.health === state);
  return (
    <Figures
      title={TEXT.hosts}
      address={to('admin', 'session-hosts')}
      figures={[
        { label: TEXT.states['available'], value: health('available'), tone: 'good' },
        { label: TEXT.states['unavailable'], value: health('unavailable'), tone: 'bad' },
        { label: TEXT.states['unknown'], value: health('unknown') },
        { label: TEXT.states['drain'], value: count(hosts, ({ drain }) => drain), tone: 'warn' },
      ]}
    />
  );
}

function Sessions() {
  const { value, problem } = useLoad(
    'sessions',
    (signal) => get<Page<UserSession>>(`/user-sessions?limit=${MOST}`, signal),
    { everyMs: EVERY_MS },
  );
  if (problem) return <ProblemNote problem={problem} />;
  const sessions = value?.items ?? [];
  return (
    <Figures
      title={TEXT.sessions}
      address={to('admin', 'user-sessions')}
      figures={[
        { label: TEXT.active, value: count(sessions, ({ state }) => state === 'active'), tone: 'good' },
        { label: TEXT.disconnected, value: count(sessions, ({ state }) => state === 'disconnected') },
      ]}
    />
  );
}

/** Connections that began in the last day; the minute is enough to be asked about again. */
const lastDay = (more: Readonly<Record<string, string | number>>): string =>
  `/diagnostics${query({ from: new Date(Math.floor(Date.now() / 60_000) * 60_000 - DAY_MS).toISOString(), ...more })}`;

function Outcomes() {
  const { value, problem } = useLoad(
    'outcomes',
    (signal) => get<Page<ConnectionRecord>>(lastDay({ limit: MOST }), signal),
    { everyMs: EVERY_MS },
  );
  if (problem) return <ProblemNote problem={problem} />;
  const all = value?.items ?? [];
  return (
    <Figures
      title={TEXT.connections}
      address={to('admin', 'diagnostics')}
      figures={Object.entries(TEXT.outcomes).map(([outcome, label]) => ({
        label,
        value: count(all, (connection) => connection.outcome === outcome),
        ...(outcome === 'failed' && { tone: 'bad' }),
        ...(outcome === 'connected' && { tone: 'good' }),
      }))}
    />
  );
}

function Failures() {
  const { value, problem, loading } = useLoad(
    'failures',
    (signal) => get<Page<ConnectionRecord>>(lastDay({ outcome: 'failed', limit: FAILURES }), signal),
    { everyMs: EVERY_MS },
  );
  return (
    <Panel title={TEXT.failures}>
      {problem && <ProblemNote problem={problem} />}
      {loading && <Working />}
      {value?.items.length === 0 && <p>{TEXT.noFailures}</p>}
      {value && value.items.length > 0 && <ConnectionTable label={TEXT.failures} connections={value.items} />}
    </Panel>
  );
}
