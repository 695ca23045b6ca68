import { get } from '../core/api.js';
import { bytes, exactly, milliseconds } from '../core/times.js';
import { useLoad } from '../core/use-load.js';
import { STRINGS, words } from '../strings.js';
import { Panel } from '../ui/panel.js';
import { ProblemNote } from '../ui/problem-note.js';
import { Working } from '../ui/working.js';
import { shorten } from './columns.js';
import { type ConnectionRecord, OutcomeBadge, tookMs } from './connection-table.js';
import { DataTable } from './data-table.js';

const TEXT = STRINGS.admin.diagnosticsPage;

interface Details extends ConnectionRecord {
  readonly checkpoints: readonly { readonly name: string; readonly at: string; readonly detail: object }[];
  readonly samples: readonly {
    readonly at: string;
    readonly roundTripMs: number;
    readonly bytesPerSecond: number;
    readonly framesPerSecond: number;
  }[];
}

/** One connection, step by step. */
export function ConnectionPage({ id }: { id: string }) {
  const { value, problem, loading } = useLoad(`connection/${id}`, (signal) =>
    get<Details>(`/diagnostics/${encodeURIComponent(id)}`, signal),
  );
  return (
    <>
      <div class="page-head">
        <div class="titles">
          <a class="back" href="#/admin/diagnostics">
            {TEXT.back}
          </a>
          <h1>{value ? TEXT.of(value.user, value.name) : id}</h1>
        </div>
        {value && <OutcomeBadge outcome={value.outcome} />}
      </div>
      {problem && <ProblemNote problem={problem} />}
      {loading && <Working />}
      {value && <Whole connection={value} />}
    </>
  );
}

function Whole({ connection }: { connection: Details }) {
  const { problem, samples } = connection;
  return (
    <>
      {problem && (
        <ProblemNote
          problem={{ code: problem.code, title: problem.cause ?? problem.message, advice: problem.advice }}
        />
      )}
      <Timeline connection={connection} />
      <Facts connection={connection} />
      {samples.length > 0 && (
        <Panel title={TEXT.samples}>
          <DataTable
            label={TEXT.samples}
            rows={samples}
            keyOf={({ at }) => at}
            columns={[
              { label: TEXT.when, cell: ({ at }) => exactly(at) },
              { label: TEXT.roundTrip, cell: ({ roundTripMs }) => milliseconds(roundTripMs) },
              { label: TEXT.rate, cell: ({ bytesPerSecond }) => `${bytes(bytesPerSecond)}/s` },
              { label: TEXT.frames, cell: ({ framesPerSecond }) => `${framesPerSecond}/s` },
            ]}
          />
        </Panel>
      )}
    </>
  );
}

function Timeline({ connection: { startedAt, checkpoints } }: { connection: Details }) {
  const start = Date.parse(startedAt);
  return (
    <Panel title={TEXT.timeline}>
      <ol class="timeline">
        {checkpoints.map(({ name, at, detail }) => (
          <li key={`${name}${at}`}>
            <span class="name">{TEXT.steps[name] ?? words(name)}</span>
            <time dateTime={at} title={exactly(at)}>
              +{milliseconds(Math.max(0, Date.parse(at) - start))}
            </time>
            {Object.keys(detail).length > 0 && (
              <span class="below">
                {Object.entries(detail)
                  .map(([key, value]) => `${words(key)}: ${shorten(value)}`)
                  .join(', ')}
              </span>
            )}
          </li>
        ))}
      </ol>
    </Panel>
  );
}

function Facts({ connection }: { connection: Details }) {
  const took = tookMs(connection);
  const facts: [string, string | number | undefined][] = [
    [TEXT.started, exactly(connection.startedAt)],
    [TEXT.took, took === undefined ? undefined : milliseconds(took)],
    [TEXT.ended, connection.endedAt && exactly(connection.endedAt)],
    [TEXT.host, connection.host],
    [STRINGS.admin.sessionsPage.pool, connection.hostPool],
    [TEXT.remote, connection.remote],
    [TEXT.gateway, connection.gateway],
    [TEXT.pictures, connection.frames],
    [TEXT.sent, bytes(connection.bytes)],
    [TEXT.activity, connection.activityId],
  ];
  return (
    <Panel title={TEXT.facts}>
      <dl class="facts">
        {facts
          .filter(([, value]) => value !== undefined)
          .map(([label, value]) => [<dt key={`${label}-t`}>{label}</dt>, <dd key={label}>{value}</dd>])}
      </dl>
    </Panel>
  );
}
