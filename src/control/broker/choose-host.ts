/** Which host of a pool gets a new session. Pure. */
import type { HostPower } from '../scaling/decide.js';

export interface HostCandidate {
  readonly name: string;
  /** Takes no new sessions: an administrator, the scaling plan or an update of its image empties it. */
  readonly drained: boolean;
  readonly healthy: boolean;
  /** A connection to it failed a moment ago. */
  readonly avoided: boolean;
  readonly power: HostPower;
  /** Reserved, running and disconnected ones. */
  readonly sessions: number;
  /** Whose personal host it is. */
  readonly assignedUser?: string | undefined;
}

export interface HostQuestion {
  readonly user: string;
  readonly type: 'Pooled' | 'Personal';
  readonly loadBalancer: 'BreadthFirst' | 'DepthFirst';
  readonly personalAssignment: 'Automatic' | 'Direct';
  /** Of one host of a pooled pool. */
  readonly maxSessions: number;
  readonly startOnConnect: boolean;
  /** Where the person's session was left: it is gone back to, also where no new sessions are taken. */
  readonly leftOn?: string | undefined;
  readonly hosts: readonly HostCandidate[];
}

export type HostChoice =
  /** `bind`: it becomes the person's own. */
  | { readonly outcome: 'use'; readonly host: string; readonly bind: boolean }
  /** Somebody has to start it, and ask again when it runs. */
  | { readonly outcome: 'start'; readonly host: string; readonly bind: boolean }
  | { readonly outcome: 'wait'; readonly for: 'room' | 'start'; readonly host?: string }
  | { readonly outcome: 'none'; readonly code: 'NO_HOST' | 'HOST_NOT_ASSIGNED' };

export const chooseHost = (question: HostQuestion): HostChoice =>
  question.type === 'Personal' ? choosePersonal(question) : choosePooled(question);

const NO_HOST: HostChoice = { outcome: 'none', code: 'NO_HOST' };

const isUp = ({ power }: HostCandidate): boolean => power === 'running' || power === 'unknown';
const isOff = ({ power }: HostCandidate): boolean => power === 'stopped' || power === 'deallocated';
const answers = (host: HostCandidate): boolean => host.healthy && !host.avoided && isUp(host);
const takesNew = (host: HostCandidate): boolean => answers(host) && !host.drained;

function choosePooled({ leftOn, hosts, maxSessions, loadBalancer, startOnConnect }: HostQuestion): HostChoice {
  const left = hosts.find(({ name }) => name === leftOn);
  if (left && answers(left)) return use(left.name);
  const serving = hosts.filter(takesNew);
  const sign = loadBalancer === 'BreadthFirst' ? 1 : -1;
  const [best] = serving.filter(({ sessions }) => sessions < maxSessions).sort(bySessions(sign));
  if (best) return use(best.name);
  const starting = hosts.find(({ power, drained }) => power === 'starting' && !drained);
  if (starting) return { outcome: 'wait', for: 'start', host: starting.name };
  const off = hosts.filter((host) => isOff(host) && !host.drained && !host.avoided).sort(byName);
  if (startOnConnect && off.length > 0) return { outcome: 'start', host: off[0].name, bind: false };
  return serving.length > 0 ? { outcome: 'wait', for: 'room' } : NO_HOST;
}

function choosePersonal({ user, hosts, personalAssignment, startOnConnect }: HostQuestion): HostChoice {
  const own = hosts.find(({ assignedUser }) => assignedUser === user);
  if (own) return comeToOwn(own, startOnConnect);
  if (personalAssignment === 'Direct') return { outcome: 'none', code: 'HOST_NOT_ASSIGNED' };
  // Whatever runs on a host that is nobody's belongs to somebody.
  const free = hosts.filter((host) => host.assignedUser === undefined && host.sessions === 0 && !host.drained);
  const [ready] = free.filter(takesNew).sort(byName);
  if (ready) return use(ready.name, true);
  const [off] = free.filter((host) => isOff(host) && !host.avoided).sort(byName);
  if (startOnConnect && off) return { outcome: 'start', host: off.name, bind: true };
  const starting = free.find(({ power }) => power === 'starting');
  return starting ? { outcome: 'wait', for: 'start', host: starting.name } : NO_HOST;
}

function comeToOwn(own: HostCandidate, startOnConnect: boolean): HostChoice {
  if (own.power === 'starting') return { outcome: 'wait', for: 'start', host: own.name };
  if (takesNew(own)) return use(own.name);
  const mayStart = startOnConnect && isOff(own) && !own.drained && !own.avoided;
  return mayStart ? { outcome: 'start', host: own.name, bind: false } : NO_HOST;
}

const use = (host: string, bind = false): HostChoice => ({ outcome: 'use', host, bind });

const byName = (one: HostCandidate, other: HostCandidate): number =>
  one.name < other.name ? -1 : one.name > other.name ? 1 : 0;
const bySessions =
  (sign: 1 | -1) =>
  (one: HostCandidate, other: HostCandidate): number =>
    sign * (one.sessions - other.sessions) || byName(one, other);
