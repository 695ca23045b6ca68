import type { ROLES } from '../resources/kinds/people.js';
import { ACTIONS, type Action, RESOURCE_ACTIONS } from './actions.js';

export type Role = (typeof ROLES)[number];

/** Only administrators change who may do what, and what everybody's sign-in hangs on. */
const GUARDED = ['identity-provider', 'role-assignment', 'access-policy', 'user', 'group'];

const READ = RESOURCE_ACTIONS.filter((action) => action.endsWith('.read'));
const isGuarded = (action: Action): boolean => GUARDED.includes(action.split('.')[0]);

const READER: readonly Action[] = [...READ, 'session.read', 'diagnostics.read', 'policy.evaluate'];
const SESSION_OPERATOR: readonly Action[] = [
  ...['host-pool.read', 'session-host.read', 'session.read', 'diagnostics.read'],
  ...['session.message', 'session.disconnect', 'session.logoff', 'session.shadow'],
] as Action[];

/**
 * What each role allows within its scope, in the terms of Azure Virtual Desktop. What people do with their own things
 * (`/me`) needs no permission: everybody who signs in is a `User`.
 */
export const PERMISSIONS: Readonly<Record<Role, ReadonlySet<Action>>> = {
  Administrator: new Set(ACTIONS),
  Contributor: new Set<Action>([
    ...READER,
    ...SESSION_OPERATOR.filter((action) => action !== 'session.shadow'),
    ...RESOURCE_ACTIONS.filter((action) => !isGuarded(action)),
    'session-host.operate',
  ]),
  Reader: new Set(READER),
  HostPoolOperator: new Set<Action>([
    ...SESSION_OPERATOR.filter((action) => action !== 'session.shadow'),
    ...(['host-pool.write', 'session-host.write', 'session-host.delete', 'session-host.operate'] as const),
    ...(['scaling-plan.read', 'image.read', 'collection.read', 'connector-group.read', 'user.read'] as const),
    ...(['application-group.read', 'application.read', 'assignment.read', 'workspace.read'] as const),
  ]),
  SessionOperator: new Set(SESSION_OPERATOR),
  User: new Set(),
};
