/** Role × route × owner, over the list of routes: who is answered what, and who never is. */
import t, { type Test } from 'tap';
import { ACTIONS, type Action } from '../../../src/control/access/actions.js';
import { PERMISSIONS, type Role } from '../../../src/control/access/roles.js';
import type { Target } from '../../../src/control/access/target.js';
import type { AnyRoute } from '../../../src/control/api/route.js';
import { ROLES } from '../../../src/control/resources/kinds/people.js';
import { KINDS, type KindName } from '../../../src/control/resources/kinds.js';
import { type Answered, type Ask, type TestPlane, testPlane } from '../../support/plane.js';
import { eachStore } from '../../support/stores.js';
import { BELONGS, OWNERS, putBothSides, SAMPLES, type Scope, type Side } from './samples.js';

t.setTimeout(120_000);

const SIDES: readonly Side[] = ['a', 'b'];
const SCOPES: readonly Scope[] = ['/', { hostPool: 'a' }, { workspace: 'a' }, { applicationGroup: 'a' }];
const BY_TITLE = new Map(Object.values(KINDS).map(({ title, kind }) => [title, kind as KindName]));

interface Person {
  readonly called: string;
  readonly ask: Ask;
  readonly role: Role;
  readonly scope: string;
}

/** Somebody for each role at each scope. */
async function people({ put, as, plane }: TestPlane): Promise<Person[]> {
  const all: Person[] = [];
  // The queries are the same: on the slower engine two scopes are enough.
  const scopes = plane.store.engine === 'sqlite' ? SCOPES : SCOPES.slice(0, 2);
  for (const role of ROLES) {
    for (const scope of role === 'User' ? scopes.slice(0, 1) : scopes) {
      const where = scope === '/' ? scope : Object.keys(scope)[0];
      const user = `${role}-${where === '/' ? 'all' : where}`.toLowerCase();
      await put('user', user, { displayName: user });
      await put('role-assignment', user, { principal: { user }, role, scope });
      all.push({ called: `${role} at ${where}`, ask: as(user), role, scope: where });
    }
  }
  return all;
}

const isAction = (need: string): need is Action => (ACTIONS as readonly string[]).includes(need);
const parametersOf = ({ path }: AnyRoute): string[] => [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
const kindOf = (route: AnyRoute): KindName | undefined =>
  /^(list|get|put|patch|delete|validate)/.test(route.operation) ? BY_TITLE.get(route.tag) : undefined;

/** Values for the parameters of a route on one side. */
async function paramsFor(test: TestPlane, route: AnyRoute, side: Side): Promise<Readonly<Record<string, string>>> {
  if (parametersOf(route).length === 0) return {};
  if (kindOf(route)) return { name: side };
  const sample = SAMPLES[route.operation];
  if (!sample) throw new Error(`samples.ts has no line for ${route.operation} (${route.method} ${route.path})`);
  return sample(test, side);
}

/** A request that changes nothing where it is allowed: the same again, or a dry run. */
async function request({ plane }: TestPlane, route: AnyRoute, params: Readonly<Record<string, string>>) {
  const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name]));
  const kind = kindOf(route);
  const dry = kind && route.method === 'delete' ? '?dryRun=true' : '';
  if (!route.body) return { path: path + dry, asked: {} };
  if (!kind) return { path, asked: { body: {} } };
  if (route.method === 'patch') {
    return { path, asked: { body: {}, headers: { 'content-type': 'application/merge-patch+json' } } };
  }
  return { path, asked: { body: (await plane.resources.require(kind, params['name'])).body } };
}

/** The oracle: may somebody with this role in this scope do this with what is on this side? */
const mayOn = (role: Role, scope: string, action: Action, kind: KindName | undefined, side: Side): boolean => {
  if (!PERMISSIONS[role].has(action)) return false;
  return scope === '/' || (kind !== undefined && side === 'a' && BELONGS[scope].includes(kind));
};

/** Is what a route is about, or something that this belongs to, `a` and in the scope? */
const belongs = (target: Target | undefined, scope: string): boolean =>
  target !== undefined &&
  [target, ...(target.within ?? [])].some(
    ({ kind, name }) => name === 'a' && (BELONGS[scope] as readonly string[]).includes(kind),
  );

const REFUSED = [401, 403, 404];
/** Also what says that the asker has none of these at all. */
const CLOSED = [403, 404, 409];

function isAnswered(t: Test, { status, text }: Answered, what: string): void {
  if (REFUSED.includes(status) || status === 500) t.fail(`${what} is refused`, { status, text });
}

function isRefused(t: Test, { status, text }: Answered, statuses: readonly number[], what: string): void {
  if (!statuses.includes(status)) t.fail(`${what} is not refused`, { status, text });
}

async function everything(test: TestPlane): Promise<string> {
  const rows = await test.plane.store.db.selectFrom('resource').selectAll().orderBy('kind').orderBy('name').execute();
  return JSON.stringify(rows);
}

t.test('who has no session is told to sign in, everywhere but at public routes', async (t) => {
  await eachStore(t, async (t, open) => {
    const test = testPlane(t, await open());
    await putBothSides(test);
    for (const route of test.routes) {
      const params = Object.fromEntries(parametersOf(route).map((name) => [name, 'a']));
      const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) => params[name]);
      const { status } = await test.nobody(route.method.toUpperCase(), path);
      if (route.need !== 'public') t.equal(status, 401, `${route.method} ${route.path}`);
    }
  });
});

t.test('every role at every route, in its scope and beside it', async (t) => {
  await eachStore(t, async (t, open) => {
    const test = testPlane(t, await open());
    await putBothSides(test);
    const all = await people(test);
    const before = await everything(test);
    let asked = 0;
    for (const route of test.routes) {
      const { need } = route;
      if (!isAction(need)) continue;
      for (const side of parametersOf(route).length === 0 ? (['a'] as const) : SIDES) {
        const params = await paramsFor(test, route, side);
        const { path, asked: what } = await request(test, route, params);
        const target = typeof route.target === 'function' ? await route.target(params as never) : undefined;
        for (const { called, ask, role, scope } of all) {
          const answer = await ask(route.method.toUpperCase(), path, what);
          asked++;
          const said = `${called}: ${route.operation} of ${side}`;
          const somewhere = PERMISSIONS[role].has(need);
          if (!somewhere) isRefused(t, answer, parametersOf(route).length === 0 ? [403] : [403, 404], said);
          else if (parametersOf(route).length === 0) {
            if (scope === '/' || route.target === 'listed') isAnswered(t, answer, said);
            else isRefused(t, answer, [403], said);
          } else if (kindOf(route)) {
            if (mayOn(role, scope, need, kindOf(route), side)) isAnswered(t, answer, said);
            else isRefused(t, answer, [403, 404], said);
          } else if (scope === '/' || belongs(target, scope)) isAnswered(t, answer, said);
          else isRefused(t, answer, [403, 404], said);
        }
      }
    }
    t.equal(await everything(test), before, 'nothing was changed');
    t.ok(1000 < asked, `${asked} requests`);
  });
});

t.test('lists hold what the role may see, and nothing else', async (t) => {
  await eachStore(t, async (t, open) => {
    const test = testPlane(t, await open());
    await putBothSides(test);
    const all = await people(test);
    let seen = 0;
    for (const { kind, plural } of Object.values(KINDS)) {
      const action = `${kind}.read` as Action;
      for (const { called, ask, role, scope } of all) {
        if (!PERMISSIONS[role].has(action)) continue;
        const { body } = await ask('GET', `/${plural}?limit=1000`);
        const names: string[] = body.items.map(({ name }: { name: string }) => name);
        for (const side of SIDES) {
          const may = mayOn(role, scope, action, kind as KindName, side);
          seen += Number(may);
          if (names.includes(side) !== may) t.fail(`${called}: ${kind} ${side} in the list`, { names });
        }
      }
    }
    t.ok(50 < seen, `${seen} sights`);
  });
});

t.test("nobody reaches what is somebody else's", async (t) => {
  await eachStore(t, async (t, open) => {
    const test = testPlane(t, await open());
    await putBothSides(test);
    const { as, routes } = test;
    const [ann, ben] = [as(OWNERS.a), as(OWNERS.b)];
    await test.put('role-assignment', 'over-all', { principal: { user: 'a' }, role: 'Administrator' });
    const administrator = as('a');
    for (const route of routes) {
      if (route.need !== 'self' || parametersOf(route).length === 0) continue;
      const { path, asked } = await request(test, route, await paramsFor(test, route, 'b'));
      const method = route.method.toUpperCase();
      isRefused(t, await ann(method, path, asked), CLOSED, `${route.operation} by somebody else`);
      isRefused(t, await administrator(method, path, asked), CLOSED, `${route.operation} by who administers`);
      const { status, text } = await ben(method, path, asked);
      t.notOk(REFUSED.includes(status) || status === 500, `${route.operation}: there is one, for its owner`, {
        status,
        text,
      });
    }
  });
});

t.test("no list has what lies beside a role's scope, or is somebody else's", async (t) => {
  await eachStore(t, async (t, open) => {
    const test = testPlane(t, await open());
    await putBothSides(test);
    const all = await people(test);
    const made = async (side: Side): Promise<string[]> => {
      const samples = await Promise.all(Object.values(SAMPLES).map((sample) => sample(test, side)));
      // Such as the id of a session: what is generated is nobody else's by accident.
      return samples.flatMap((params) => Object.values(params)).filter((value) => 16 <= value.length);
    };
    const [own, others] = [await made('a'), await made('b')];
    const lists = test.routes.filter((route) => route.method === 'get' && parametersOf(route).length === 0);
    let seen = 0;
    for (const route of lists) {
      const readers = all.filter(
        ({ role, scope }) => isAction(route.need) && scope !== '/' && PERMISSIONS[role].has(route.need),
      );
      const asks = route.need === 'self' ? [{ called: 'Ann', ask: test.as(OWNERS.a) }] : readers;
      for (const { called, ask } of asks) {
        const { text } = await ask('GET', route.path);
        seen += own.filter((id) => text.includes(id)).length;
        for (const id of others)
          if (text.includes(id)) t.fail(`${called}: ${route.operation} has ${id} of the other side`);
      }
    }
    t.ok(own.length > 1 && others.length > 1 && seen > 1, `${seen} sights`);
  });
});
