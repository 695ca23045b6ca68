import { to } from '../core/router.js';
import { ago, exactly, milliseconds } from '../core/times.js';
import { capitalized, STRINGS } from '../strings.js';
import { DataTable } from './data-table.js';

const TEXT = STRINGS.admin.diagnosticsPage;

/** A connection as the trail has it. */
export interface ConnectionRecord {
  readonly activityId: string;
  readonly user: string;
  readonly kind: string;
  readonly name: string;
  readonly hostPool: string;
  readonly applicationGroup: string;
  readonly host?: string;
  readonly remote: string;
  readonly gateway: string;
  readonly startedAt: string;
  readonly connectedAt?: string;
  readonly endedAt?: string;
  readonly outcome: 'opening' | 'connected' | 'ended' | 'failed';
  readonly problem?: {
    readonly code: string;
    readonly message: string;
    readonly advice: string;
    readonly cause?: string;
  };
  readonly frames: number;
  readonly bytes: number;
}

const TONES = { opening: 'plain', connected: 'good', ended: 'plain', failed: 'bad' } as const;

export function OutcomeBadge({ outcome }: { outcome: ConnectionRecord['outcome'] }) {
  return (
    <span class="badge" data-tone={TONES[outcome]}>
      {STRINGS.admin.overviewPage.outcomes[outcome]}
    </span>
  );
}

export const tookMs = ({ startedAt, connectedAt }: ConnectionRecord): number | undefined =>
  connectedAt === undefined ? undefined : Date.parse(connectedAt) - Date.parse(startedAt);

export function ConnectionTable({ label, connections }: { label: string; connections: readonly ConnectionRecord[] }) {
  return (
    <DataTable
      label={label}
      rows={connections}
      keyOf={({ activityId }) => activityId}
      columns={[
        {
          label: TEXT.when,
          cell: ({ activityId, startedAt }) => (
            <a href={to('admin', 'diagnostics', activityId)} title={exactly(startedAt)}>
              {ago(startedAt)}
            </a>
          ),
        },
        { label: TEXT.user, cell: ({ user }) => user },
        { label: TEXT.what, cell: ({ name }) => name },
        { label: TEXT.host, cell: ({ host }) => host ?? STRINGS.none },
        {
          label: TEXT.result,
          cell: ({ outcome, problem }) => (
            <span class="chips">
              <OutcomeBadge outcome={outcome} />
              {problem && <span class="below">{capitalized(problem.message)}</span>}
            </span>
          ),
        },
        {
          label: TEXT.took,
          cell: (connection) => {
            const took = tookMs(connection);
            return took === undefined ? STRINGS.none : milliseconds(took);
          },
        },
      ]}
    />
  );
}
