import { hasCode } from '../errors.js';
import { EVERYBODY } from './broker/assigned.js';
import type { ControlPlane } from './control-plane.js';
import type { BodyInput, KindName } from './resources/kinds.js';

/** Where the demo host listens, and the SHA-256 of its certificate: others after each start. */
export interface DemoPlace {
  readonly address: string;
  readonly fingerprint: string;
}

/** Noted when the demo was published, so that whoever removes it does not meet it again. */
const PUBLISHED = 'demo-published';

type Step = {
  [K in KindName]: readonly [kind: K, name: string, body: BodyInput<K>];
}[KindName];

const place = { hostPool: 'demo', workspace: 'demo' };
const STEPS: readonly Step[] = [
  ['group', EVERYBODY, { displayName: 'Everybody', description: 'Whoever signs in.' }],
  ['workspace', 'demo', { displayName: 'Demo', description: 'Remove it when it is not needed any more.' }],
  ['host-pool', 'demo', { displayName: 'Demo', credentials: { mode: 'none' }, maxSessions: 100 }],
  ['application-group', 'demo-desktop', { displayName: 'Demo desktop', type: 'Desktop', ...place }],
  ['application-group', 'demo-apps', { displayName: 'Demo apps', type: 'RemoteApp', ...place }],
  ['application', 'demo-notes', { displayName: 'Notes', program: '||notes', applicationGroup: 'demo-apps' }],
  ['application', 'demo-photos', { displayName: 'Photos', program: '||photos', applicationGroup: 'demo-apps' }],
  ['assignment', 'demo-desktop', { principal: { group: EVERYBODY }, applicationGroup: 'demo-desktop' }],
  ['assignment', 'demo-apps', { principal: { group: EVERYBODY }, applicationGroup: 'demo-apps' }],
];

/** Publishes the demo host to everybody on the first start, and says where it is on those that follow. */
export async function publishDemo({ resources }: ControlPlane, demo: DemoPlace): Promise<void> {
  const host = {
    hostPool: 'demo',
    address: demo.address,
    trust: `pin:${demo.fingerprint}`,
    description: 'Comes with the gateway.',
  };
  const isFirst = await resources.within(async (inner, tx) => {
    const noted = await tx
      .insertInto('property')
      .values({ name: PUBLISHED, value: '1' })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .executeTakeFirst();
    if (noted.numInsertedOrUpdatedRows !== 1n) return false;
    for (const [kind, name, body] of STEPS)
      await addIfAbsent(() => inner.put(kind, name, body, { onlyIfAbsent: true }));
    await inner.put('session-host', 'demo', host);
    return true;
  });
  if (isFirst) return;
  const known = await resources.get('session-host', 'demo');
  if (known?.body.hostPool !== 'demo') return;
  await resources.put('session-host', 'demo', { ...known.body, address: host.address, trust: host.trust });
}

/** Somebody may have described something of this name before. */
async function addIfAbsent(put: () => Promise<unknown>): Promise<void> {
  try {
    await put();
  } catch (error) {
    if (!hasCode(error) || error.code !== 'PRECONDITION_FAILED') throw error;
  }
}
