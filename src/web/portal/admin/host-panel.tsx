import { ago, milliseconds } from '../core/times.js';
import { useLoad } from '../core/use-load.js';
import { STRINGS, words } from '../strings.js';
import { Panel } from '../ui/panel.js';
import { HostActions } from './host-actions.js';
import { HealthBadge } from './host-columns.js';
import { loadHostStatus } from './host-status.js';

const TEXT = STRINGS.admin.hosts;
const EVERY_MS = 10_000;

/** How a session host is, above its description. */
export function HostPanel({ name, onChange }: { name: string; onChange: () => void }) {
  const { value, reload } = useLoad(
    `host-status/${name}`,
    async (signal) => (await loadHostStatus(undefined, signal)).find((host) => host.name === name),
    { everyMs: EVERY_MS },
  );
  if (!value) return null;
  const { power = 'unknown', sessions, latencyMs, checkedAt, problem } = value;
  return (
    <Panel title={TEXT.status}>
      <dl class="facts">
        <dt>{TEXT.health}</dt>
        <dd>
          <HealthBadge host={value} />
        </dd>
        {problem && (
          <>
            <dt>{TEXT.problem}</dt>
            <dd>
              <code>{problem}</code>
            </dd>
          </>
        )}
        <dt>{TEXT.power}</dt>
        <dd>{words(power)}</dd>
        <dt>{TEXT.sessions}</dt>
        <dd>{sessions}</dd>
        <dt>{TEXT.checked}</dt>
        <dd>
          {checkedAt === undefined ? STRINGS.none : ago(checkedAt)}
          {latencyMs !== undefined && `, ${milliseconds(latencyMs)}`}
        </dd>
      </dl>
      <HostActions
        host={value}
        onChange={() => {
          reload();
          onChange();
        }}
      />
    </Panel>
  );
}
