import { may } from '../core/me.js';
import { ago, milliseconds } from '../core/times.js';
import { STRINGS, words } from '../strings.js';
import type { TableColumn } from './data-table.js';
import { HostActions } from './host-actions.js';
import { type HostStatus, TONES } from './host-status.js';
import type { Resource } from './resources.js';
import type { Hosts } from './use-host-status.js';

const TEXT = STRINGS.admin.hosts;

export function HealthBadge({ host }: { host: HostStatus }) {
  return (
    <span class="chips">
      <span class="badge" data-tone={TONES[host.health]} title={host.problem}>
        {STRINGS.admin.overviewPage.states[host.health]}
      </span>
      {host.drain && (
        <span class="badge" data-tone="warn">
          {TEXT.draining}
        </span>
      )}
    </span>
  );
}

/** What is known of a host beside its description. */
export function hostColumns({ byName, reload }: Hosts, onChange: () => void): TableColumn<Resource>[] {
  const column = (label: string, show: (host: HostStatus) => preact.ComponentChildren): TableColumn<Resource> => ({
    label,
    cell: ({ name }) => {
      const host = byName.get(name);
      return host ? show(host) : STRINGS.none;
    },
  });
  const changed = (): void => {
    reload();
    onChange();
  };
  return [
    column(TEXT.health, (host) => <HealthBadge host={host} />),
    column(TEXT.power, ({ power }) => (power && power !== 'unknown' ? words(power) : STRINGS.none)),
    column(TEXT.sessions, ({ sessions }) => sessions),
    column(TEXT.heartbeat, ({ lastHeartbeatAt, latencyMs }) =>
      lastHeartbeatAt === undefined
        ? STRINGS.none
        : [ago(lastHeartbeatAt), ...(latencyMs === undefined ? [] : [milliseconds(latencyMs)])].join(', '),
    ),
    ...(may('session-host.operate') || may('session-host.write')
      ? [
          {
            ...column(TEXT.actionsOf(''), (host) => <HostActions host={host} onChange={changed} />),
            actions: true,
          },
        ]
      : []),
  ];
}
