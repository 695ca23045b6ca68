import t, { type Test } from 'tap';
import { z } from 'zod';
import { describeRoutes } from '../../../src/control/api/openapi.js';
import { Routes } from '../../../src/control/api/route.js';
import { testPlane } from '../../support/plane.js';
import { eachStore } from '../../support/stores.js';

t.setTimeout(120_000);

// biome-ignore lint/suspicious/noExplicitAny: a document
type Json = any;

const METHODS = new Set(['get', 'put', 'post', 'patch', 'delete']);
const TYPES = ['string', 'number', 'integer', 'boolean', 'object', 'array', 'null'];
/** Keywords of JSON Schema 2020-12 that are used, with the types that their values have. */
const KEYWORDS: Readonly<Record<string, (value: Json) => boolean>> = {
  $ref: (value) => typeof value === 'string',
  type: (value) => [value].flat().every((one) => TYPES.includes(one)),
  properties: (value) => typeof value === 'object',
  propertyNames: (value) => typeof value === 'object',
  required: (value) => Array.isArray(value) && new Set(value).size === value.length,
  additionalProperties: (value) => typeof value === 'boolean' || typeof value === 'object',
  items: (value) => typeof value === 'object',
  prefixItems: Array.isArray,
  anyOf: (value) => Array.isArray(value) && value.length > 0,
  oneOf: (value) => Array.isArray(value) && value.length > 0,
  allOf: (value) => Array.isArray(value) && value.length > 0,
  not: (value) => typeof value === 'object',
  enum: (value) => Array.isArray(value) && value.length > 0,
  const: () => true,
  default: () => true,
  description: (value) => typeof value === 'string',
  format: (value) => typeof value === 'string',
  pattern: (value) => new RegExp(value, 'u') !== undefined,
  minimum: Number.isFinite,
  maximum: Number.isFinite,
  exclusiveMinimum: Number.isFinite,
  minLength: Number.isInteger,
  maxLength: Number.isInteger,
  minItems: Number.isInteger,
  maxItems: Number.isInteger,
  contentEncoding: (value) => typeof value === 'string',
  writeOnly: (value) => value === true,
  readOnly: (value) => value === true,
};

function checkSchema(t: Test, schema: Json, document: Json, path: string): void {
  if (typeof schema === 'boolean') return;
  for (const [key, value] of Object.entries(schema)) {
    if (key.startsWith('x-')) continue;
    if (!KEYWORDS[key]?.(value)) t.fail(`${path}: ${key} is not what JSON Schema has`, { value });
  }
  if (schema.$ref !== undefined) {
    const [, area, kind, name] = schema.$ref.split('/');
    if (document[area]?.[kind]?.[name] === undefined) t.fail(`${path}: ${schema.$ref} leads nowhere`);
  }
  const inner: [string, Json][] = [
    ...Object.entries(schema.properties ?? {}),
    ...(schema.items ? [['items', schema.items] as [string, Json]] : []),
    ...['anyOf', 'oneOf', 'allOf', 'prefixItems'].flatMap((key) => Object.entries(schema[key] ?? {})),
    ...(typeof schema.additionalProperties === 'object' ? [['*', schema.additionalProperties] as [string, Json]] : []),
  ];
  for (const [key, child] of inner) checkSchema(t, child, document, `${path}/${key}`);
}

t.test('GET /openapi.json is an OpenAPI 3.1 document of all routes', async (t) => {
  await eachStore(t, async (t, open) => {
    const { nobody, routes } = testPlane(t, await open());
    const answer = await nobody('GET', '/openapi.json');
    t.equal(answer.status, 200);
    t.equal(answer.headers.get('content-type'), 'application/openapi+json');
    const document: Json = answer.body;
    t.match(document, { openapi: '3.1.0', info: { title: 'Sluice', version: String }, paths: Object });
    const tag = answer.headers.get('etag') ?? '';
    t.equal((await nobody('GET', '/openapi.json', { headers: { 'if-none-match': tag } })).status, 304);

    const ids = new Set<string>();
    let operations = 0;
    for (const [path, item] of Object.entries<Json>(document.paths)) {
      t.match(path, /^\/[\w.{}/-]+$/);
      for (const [method, operation] of Object.entries<Json>(item)) {
        operations++;
        const where = `${method} ${path}`;
        if (!METHODS.has(method)) t.fail(`${where} is no method`);
        if (ids.has(operation.operationId)) t.fail(`${operation.operationId} is there twice`);
        ids.add(operation.operationId);
        checkOperation(t, operation, document, { where, path });
      }
    }
    t.equal(operations, routes.length);
    for (const [name, schema] of Object.entries(document.components.schemas)) {
      t.match(name, /^[A-Za-z0-9._-]+$/);
      checkSchema(t, schema, document, name);
    }
    const used = JSON.stringify(document);
    for (const name of Object.keys(document.components.schemas)) {
      if (!used.includes(`"#/components/schemas/${name}"`)) t.fail(`${name} is not used`);
    }
  });
});

function checkOperation(
  t: Test,
  operation: Json,
  document: Json,
  { where, path }: { where: string; path: string },
): void {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
  const parameters: Json[] = operation.parameters ?? [];
  const described = parameters.filter((one) => one.in === 'path').map(({ name }) => name);
  if (inPath.join() !== described.sort().join()) t.fail(`${where}: parameters in the path are not those described`);
  const keys = parameters.map((one) => `${one.in} ${one.name}`);
  if (new Set(keys).size < keys.length) t.fail(`${where}: a parameter twice`);
  for (const { name, schema, in: place, required } of parameters) {
    if (place === 'path' && required !== true) t.fail(`${where}: ${name} is not required`);
    checkSchema(t, schema, document, `${where} ${name}`);
  }
  if (!operation.summary || operation.tags.length !== 1) t.fail(`${where}: has no summary or tag`);
  for (const scheme of operation.security.flatMap(Object.keys)) {
    if (!document.components.securitySchemes[scheme]) t.fail(`${where}: no scheme ${scheme}`);
  }
  const contents = [
    operation.requestBody?.content,
    ...Object.values<Json>(operation.responses).map((one) => one.content),
  ];
  for (const media of contents.flatMap((content) => Object.values<Json>(content ?? {}))) {
    checkSchema(t, media.schema, document, where);
  }
  for (const [status, response] of Object.entries<Json>(operation.responses)) {
    if (!/^([1-5]\d\d|default)$/.test(status)) t.fail(`${where}: ${status}`);
    if (response.$ref === undefined && !response.description) t.fail(`${where}: ${status} says nothing`);
  }
}

t.test('secrets are write-only, and references say what they name', async (t) => {
  await eachStore(t, async (t, open) => {
    const { nobody } = testPlane(t, await open());
    const { schemas } = (await nobody('GET', '/openapi.json')).body.components;
    t.match(schemas.CredentialSpec.properties.password, { writeOnly: true });
    t.match(schemas.SessionHostSpec.properties.hostPool, { 'x-reference': 'host-pool' });
    t.equal(schemas.HostPoolSpec.additionalProperties, false);
    t.notOk(schemas.HostPoolSpec.required.includes('maxSessions'), 'what has a default may be missing from a request');
    t.ok(schemas.HostPoolSpecAnswer.required.includes('maxSessions'), 'and is there in an answer');
  });
});

t.test('a mistake in a declaration shows at once', async (t) => {
  const routes = new Routes();
  const one = {
    method: 'get',
    path: '/x',
    operation: 'getX',
    summary: 'X',
    tag: 'X',
    need: 'public',
    answers: { 200: { description: 'X', schema: z.strictObject({}).meta({ id: 'TestX' }) } },
    handle: () => ({}),
  } as const;
  routes.route(one);
  t.throws(() => routes.route({ ...one, path: '/y' }), /twice/);
  t.throws(() => routes.route({ ...one, operation: 'getY' }), /twice/);
  t.ok(describeRoutes(routes.all));
});
