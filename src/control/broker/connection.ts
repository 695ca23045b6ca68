import { ERRORS, type ErrorCode } from '../../errors.js';
import type { Requirements } from '../policy/evaluate.js';
import type { Request } from './placing.js';

/** An attempt to connect, as the person who makes it sees it. */
export interface Connection {
  readonly id: string;
  readonly activityId: string;
  readonly state: 'waiting' | 'starting' | 'granted' | 'stepUp' | 'failed';
  /** When the state began. */
  readonly since: number;
  readonly host?: string;
  /** Place in the queue; 1 is next. */
  readonly position?: number;
  /** How long starting the host will take from now on. */
  readonly estimateMs?: number;
  /** Opens the session, once. Missing when it was used. */
  readonly grant?: string;
  /** The session that goes on, when there is one. */
  readonly session?: string;
  readonly requirements?: Requirements;
  readonly problem?: { readonly code: ErrorCode; readonly message: string; readonly advice: string };
}

const SHOWN: Readonly<Record<Request['state'], Connection['state']>> = {
  waiting: 'waiting',
  starting: 'starting',
  granted: 'granted',
  redeemed: 'granted',
  stepUp: 'stepUp',
  failed: 'failed',
  cancelled: 'failed',
};

export interface Extras {
  readonly position?: number;
  readonly estimateMs?: number;
  readonly grant?: string;
}

export function showConnection(request: Request, extras: Extras = {}): Connection {
  const { id, activity_id, state, since, host, session_id, resumed, requirements } = request;
  const code = state === 'cancelled' ? 'ABORTED' : (request.code as ErrorCode | null);
  return {
    id,
    activityId: activity_id,
    state: SHOWN[state],
    since,
    ...(host !== null && { host }),
    ...(session_id !== null && resumed === 1 && { session: session_id }),
    ...(requirements !== null && { requirements: JSON.parse(requirements) }),
    ...(code !== null && { problem: problemOf(code) }),
    ...extras,
  };
}

function problemOf(code: ErrorCode): NonNullable<Connection['problem']> {
  const { message, advice } = ERRORS[code];
  return { code, message, advice };
}
