import { HOSTILE_HANDSHAKES } from './hostile-handshakes.js';
import type { Behaviour } from './hostile-host.js';
import { HOSTILE_SESSIONS } from './hostile-sessions.js';

/** Everything that a hostile host does to clients in the tests. */
export const HOSTILE_BEHAVIOURS: readonly Behaviour[] = [...HOSTILE_HANDSHAKES, ...HOSTILE_SESSIONS];
