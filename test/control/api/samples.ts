/**
 * What the matrix asks routes for: of everything there is one that belongs to Ann, in pool, workspace and group `a`, and one
 * that belongs to Ben, in `b`.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { type Body, KINDS, type KindName } from '../../../src/control/resources/kinds.js';
import { ORIGIN, type TestPlane } from '../../support/plane.js';

export type Side = 'a' | 'b';
export const OWNERS: Readonly<Record<Side, string>> = { a: 'ann', b: 'ben' };

type Params = Readonly<Record<string, string>>;

/**
 * Values for the parameters of routes that are not of resources, by the name of the operation: makes one that belongs to
 * the owner and lies on that side. Whoever adds a route with a parameter adds a line here.
 */
export const SAMPLES: Readonly<Record<string, (plane: TestPlane, side: Side) => Promise<Params>>> = {
  revokeToken: async ({ plane: { tokens } }, side) => {
    const { token } = await tokens.create(OWNERS[side], { label: 'sample', role: 'Reader', lifetimeMs: 60_000 });
    return { id: token.id };
  },
  revokeSignIn: async ({ plane: { identity } }, side) => {
    const authentication = { provider: 'local', at: 0, methods: ['pwd'], multiFactor: false };
    const visit = { origin: ORIGIN, remote: '192.0.2.8', userAgent: '', cookies: '' };
    const signIn = { user: OWNERS[side], authentication, claimGroups: [], claimRoles: [] };
    return { id: (await identity.sessions.create(signIn, visit)).id };
  },
  removePasskey: async ({ plane: { store } }, side) => {
    const id = randomBytes(16).toString('base64url');
    const empty = { public_key: '', counter: 0, transports: '[]', label: 'Key', synced: 0, created_at: 0, used_at: 0 };
    await store.db
      .insertInto('passkey')
      .values({ id, user_kind: 'user', user_name: OWNERS[side], ...empty })
      .execute();
    return { id };
  },
  getConnection: async ({ plane: { trail } }, side) => {
    const activityId = randomUUID();
    const of = { user: OWNERS[side], kind: 'desktop', name: side, hostPool: side, applicationGroup: side } as const;
    trail.begin({ activityId, ...of, remote: '192.0.2.8', gateway: 'sample' });
    await trail.flush();
    return { activityId };
  },
  getAttempt: attempt,
  cancelAttempt: attempt,
  addFavourite: resource,
  removeFavourite: resource,
  getMyIcon: async ({ put }, side) => {
    const icon = `data:image/png;base64,${Buffer.from('icon').toString('base64')}`;
    await put('application', side, { displayName: side, applicationGroup: side, program: '||program', icon });
    return { kind: 'application', name: side };
  },
  disconnectMySession: session,
  logOffMySession: session,
  getUserSession: session,
  messageUserSession: session,
  disconnectUserSession: session,
  logOffUserSession: session,
  shadowUserSession: session,
  checkSessionHost: host,
  startSessionHost: host,
  stopSessionHost: host,
  createResetLink: person,
  listSignInsOf: person,
  signOutPerson: person,
  releaseUserName: person,
};

async function resource(_plane: TestPlane, side: Side): Promise<Params> {
  return { kind: 'application', name: side };
}

async function host(_plane: TestPlane, side: Side): Promise<Params> {
  return { name: side };
}

/** A session that a gateway has. */
async function session({ plane: { store } }: TestPlane, side: Side): Promise<Params> {
  const id = randomBytes(16).toString('base64url');
  const where = { application_group: side, host_pool: side, host: side, gateway: 'sample', remote: '192.0.2.8' };
  const state = { state: 'active', open: 1, since: 0, created_at: 0, rights: '{}' } as const;
  await store.db
    .insertInto('user_session')
    .values({
      ...{ id, activity_id: randomUUID(), user_name: OWNERS[side], browser_session: 'sample' },
      ...{ kind: 'application', name: side, ...where, ...state },
    })
    .execute();
  return { id };
}

async function attempt({ plane: { brokering } }: TestPlane, side: Side): Promise<Params> {
  const authentication = { provider: 'local', at: 0, methods: ['pwd'], multiFactor: false };
  const actor = { user: OWNERS[side], displayName: '', groups: [], roles: [], session: 'sample', authentication };
  const opened = { kind: 'application', name: side } as const;
  const { id } = await brokering.broker.request({ ...actor, remote: '192.0.2.8' }, opened, ORIGIN);
  return { id };
}

async function person(_plane: TestPlane, side: Side): Promise<Params> {
  return { name: OWNERS[side] };
}

/** One resource of each kind on each side, those that are named first. */
export async function putBothSides({ put }: Pick<TestPlane, 'put'>): Promise<void> {
  for (const [name, title] of [
    ['a', 'A'],
    ['b', 'B'],
  ]) {
    const displayName = title;
    await put('identity-provider', name, { displayName, issuer: 'https://login.example', clientId: name });
    await put('group', name, { displayName });
    await put('user', OWNERS[name as Side], { displayName });
    await put('user', name, { displayName });
    await put('credential', name, { displayName, userName: name });
    await put('connector-group', name, { displayName });
    await put('connector', name, { displayName, connectorGroup: name });
    await put('image', name, { displayName, version: '1' });
    await put('collection', name, { displayName });
    await put('scaling-plan', name, { displayName, timeZone: 'Europe/Berlin', schedules: [SCHEDULE] });
    await put('host-pool', name, { displayName });
    await put('session-host', name, { hostPool: name, address: `${name}.example` });
    await put('workspace', name, { displayName });
    await put('application-group', name, { displayName, type: 'RemoteApp', hostPool: name, workspace: name });
    await put('application', name, { displayName, applicationGroup: name, program: '||program' });
    await put('assignment', name, { principal: { user: OWNERS[name as Side] }, applicationGroup: name });
    await put('access-policy', name, { displayName });
    await put('role-assignment', name, { principal: { group: name }, role: 'Reader', scope: { hostPool: name } });
    await put('web-app', name, { displayName, internalUrl: 'https://intranet.example', workspace: name });
  }
}

const PHASE = { start: '07:00', loadBalancer: 'BreadthFirst' } as const;
const SCHEDULE = {
  days: ['monday' as const],
  rampUp: { ...PHASE, minimumHostsPercent: 20, capacityThresholdPercent: 60 },
  peak: { ...PHASE, start: '09:00' },
  rampDown: { ...PHASE, start: '18:00', minimumHostsPercent: 10, capacityThresholdPercent: 90 },
  offPeak: { ...PHASE, start: '20:00' },
};

export type Scope = Body<'role-assignment'>['scope'];

/** Kinds whose resource `a` belongs to a scope. */
export const BELONGS: Readonly<Record<string, readonly KindName[]>> = {
  '/': Object.keys(KINDS) as KindName[],
  hostPool: ['host-pool', 'session-host', 'application-group', 'application', 'assignment', 'role-assignment'],
  workspace: ['workspace', 'application-group', 'application', 'assignment', 'web-app'],
  applicationGroup: ['application-group', 'application', 'assignment'],
};
