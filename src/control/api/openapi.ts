/** The OpenAPI 3.1 document of the routes, from the schemas that check requests. */
import { z } from 'zod';
import { ERRORS, type ErrorCode, type ErrorEntry } from '../../errors.js';
import { Components, type JsonSchema } from './components.js';
import { PROBLEM_TYPE } from './problem.js';
import type { AnswerSpec, AnyRoute } from './route.js';

const problem = z
  .strictObject({
    type: z.string().describe('`urn:sluice:error:` and the code.'),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    code: z.enum(Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]]),
    advice: z.string().describe('What to do about it.'),
    issues: z
      .array(z.strictObject({ path: z.string(), message: z.string() }))
      .optional()
      .describe('What is wrong with the request, field by field.'),
  })
  .meta({ id: 'Problem', description: 'An error, RFC 9457.' });

/** What any route may answer besides what it says itself. */
const COMMON: readonly ErrorCode[] = ['REQUEST_INVALID', 'SIGN_IN_REQUIRED', 'FORBIDDEN', 'NOT_FOUND', 'CONFLICT'];

export function describeRoutes(routes: readonly AnyRoute[]): JsonSchema {
  const components = new Components();
  for (const { body } of routes) if (body) components.request(body);
  const paths: Record<string, Record<string, JsonSchema>> = {};
  for (const route of routes) {
    paths[route.path] ??= {};
    paths[route.path][route.method] = operation(route, components);
  }
  return {
    openapi: '3.1.0',
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    info: {
      title: 'Sluice',
      version: '1',
      description: 'What the portal and the command line use. docs/rest.md says what all routes have in common.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/api' }],
    tags: [...new Set(routes.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      responses: { Problem: { description: 'An error', content: content(PROBLEM_TYPE, components.answer(problem)) } },
      schemas: components.schemas,
      securitySchemes: {
        browser: { type: 'apiKey', in: 'cookie', name: 'sluice', description: 'Session of a browser.' },
        token: { type: 'http', scheme: 'bearer', description: 'Token of a program, from /me/tokens.' },
      },
    },
  };
}

function operation(route: AnyRoute, components: Components): JsonSchema {
  const { operation: operationId, summary, tag, need, body, bodyType = 'application/json' } = route;
  const parameters = [
    ...parametersOf('path', route.params, components),
    ...parametersOf('query', route.query, components),
  ];
  return {
    operationId,
    summary,
    tags: [tag],
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: { required: true, content: content(bodyType, components.request(body)) } }),
    responses: { ...answers(route, components), default: { $ref: '#/components/responses/Problem' } },
    security: need === 'public' ? [] : [{ browser: [] }, { token: [] }],
    'x-permission': need,
  };
}

function parametersOf(where: 'path' | 'query', schema: z.ZodObject | undefined, components: Components): JsonSchema[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = components.request(schema) as ObjectSchema;
  return Object.entries(properties).map(([name, { description, ...rest }]) => ({
    name,
    in: where,
    required: where === 'path' || required.includes(name),
    ...(description !== undefined && { description }),
    schema: rest,
  }));
}

interface ObjectSchema extends JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
}

function answers({ answers: described, body, method, need }: AnyRoute, components: Components): JsonSchema {
  const own = Object.entries(described).map(([status, answer]) => [status, describeAnswer(answer, components)]);
  const possible = COMMON.filter(
    (code) => (need !== 'public' || code === 'REQUEST_INVALID') && (body || method === 'delete' || code !== 'CONFLICT'),
  );
  const statuses = new Set(possible.map((code) => String((ERRORS[code] as ErrorEntry).status)));
  const errors = [...statuses].map((status) => [status, { $ref: '#/components/responses/Problem' }]);
  return Object.fromEntries([...errors, ...own]) as JsonSchema;
}

function describeAnswer({ description, schema, type, headers }: AnswerSpec, components: Components): JsonSchema {
  const media = type ?? (schema && 'application/json');
  return {
    description,
    ...(headers && {
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, said]) => [name, { description: said, schema: { type: 'string' } }]),
      ),
    }),
    ...(media && { content: content(media, schema ? components.answer(schema) : {}) }),
  };
}

const content = (type: string, schema: JsonSchema): JsonSchema => ({ [type]: { schema } });
