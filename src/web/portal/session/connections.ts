import { ask, type ProblemBody, post, remove } from '../core/api.js';
import { askStepUp, type Requirements } from '../sign-in/step-up-state.js';

/** What a tile stands for. */
export interface Target {
  readonly kind: string;
  readonly name: string;
}

/** How far the way from a click to a session is. */
export interface Connection {
  readonly id: string;
  readonly activityId?: string;
  readonly state: 'waiting' | 'starting' | 'granted' | 'stepUp' | 'failed';
  readonly since: number | string;
  readonly host?: string;
  readonly position?: number;
  readonly estimateMs?: number;
  readonly grant?: string;
  readonly requirements?: Requirements;
  readonly problem?: { readonly code: string; readonly message: string; readonly advice: string };
}

/** Seconds for which the gateway may wait with an answer until something changes. */
const WAIT_SECONDS = 20;

export type Outcome =
  | { readonly grant: string }
  | { readonly problem: ProblemBody }
  /** The person does not want it any more. */
  | { readonly cancelled: true };

/** Asks for a session until there is one or none can be had. `onChange` hears of every step. */
export async function connect(
  target: Target,
  { signal, onChange }: { signal: AbortSignal; onChange: (connection: Connection) => void },
): Promise<Outcome> {
  let connection = await post<Connection>('/connections', target);
  // Whoever gives up no longer stands in the queue.
  const leave = (): void => void remove(`/connections/${encodeURIComponent(connection.id)}`).catch(() => {});
  for (;;) {
    if (signal.aborted) {
      leave();
      return { cancelled: true };
    }
    onChange(connection);
    if (connection.state === 'granted' && connection.grant !== undefined) return { grant: connection.grant };
    if (connection.state === 'failed') return { problem: problemIn(connection) };
    if (connection.state === 'stepUp') {
      if (!(await askStepUp(connection.requirements))) return { cancelled: true };
      connection = await post<Connection>('/connections', target);
      continue;
    }
    try {
      const path = `/connections/${encodeURIComponent(connection.id)}?wait=${WAIT_SECONDS}`;
      connection = (await ask<Connection>(path, { signal })).body;
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }
}

function problemIn({ problem, activityId }: Connection): ProblemBody {
  const { code = 'INTERNAL', message = '', advice = '' } = problem ?? {};
  return { code, title: message, advice, ...(activityId && { activityId }) };
}
