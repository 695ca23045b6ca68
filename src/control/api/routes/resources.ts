/** Every kind of resource: list, get, put, patch, delete, and put without doing it. */
import { z } from 'zod';
import type { ControlPlane } from '../../control-plane.js';
import { name } from '../../resources/fields.js';
import type { Kind } from '../../resources/kind.js';
import { KINDS, type KindName } from '../../resources/kinds.js';
import { entityTag, isNotModified, readPrecondition } from '../etag.js';
import { ReferenceFilters } from '../reference-filters.js';
import { listAnswer, listQuery, resourceAnswer, showResource, specOf } from '../resource-answer.js';
import { ResourceChanges } from '../resource-changes.js';
import type { Api } from '../route.js';

const ETAG = { ETag: 'The version, such as "v3".' };

export function addResourceRoutes(api: Api, plane: ControlPlane): void {
  for (const kind of Object.keys(KINDS) as KindName[]) new KindRoutes(api, plane, kind).add();
}

class KindRoutes {
  readonly #api: Api;
  readonly #plane: ControlPlane;
  readonly #kind: KindName;
  readonly #described: Kind;
  readonly #path: string;
  readonly #params;
  readonly #spec: z.ZodType;
  readonly #answer: z.ZodType;
  readonly #changes: ResourceChanges;

  constructor(api: Api, plane: ControlPlane, kind: KindName) {
    this.#api = api;
    this.#plane = plane;
    this.#kind = kind;
    this.#described = KINDS[kind];
    this.#path = `/${this.#described.plural}`;
    this.#params = z.strictObject({ name });
    this.#spec = specOf(this.#described);
    this.#answer = resourceAnswer(this.#described.title, this.#spec);
    this.#changes = new ResourceChanges(plane, kind);
  }

  add(): void {
    this.#list();
    this.#get();
    this.#put();
    this.#patch();
    this.#remove();
    this.#validate();
  }

  get #named() {
    return { path: `${this.#path}/{name}`, params: this.#params, tag: this.#described.title };
  }

  #list(): void {
    const { title, plural } = this.#described;
    const { resources, access } = this.#plane;
    const filters = new ReferenceFilters(this.#described);
    this.#api.route({
      method: 'get',
      path: this.#path,
      operation: `list${title}s`,
      summary: `${plural.replaceAll('-', ' ')}, in the order of their names`,
      tag: title,
      need: `${this.#kind}.read`,
      target: 'listed',
      query: z.strictObject({ ...listQuery.shape, ...(filters.shape as object) }),
      answers: { 200: { description: 'A page', schema: listAnswer(title, this.#answer) } },
      handle: async ({ query, caller }) => {
        const { limit, after, search } = query;
        const names = await access.names(caller, `${this.#kind}.read`, this.#kind);
        const wanted = filters.read(query);
        const page = await resources.list(this.#kind, { limit, after, search, names, references: wanted });
        return { body: { items: page.items.map(showResource), next: page.next } };
      },
    });
  }

  #get(): void {
    const { title } = this.#described;
    this.#api.route({
      ...this.#named,
      method: 'get',
      operation: `get${title}`,
      summary: `One ${title}`,
      need: `${this.#kind}.read`,
      target: (params) => ({ kind: this.#kind, name: params.name }),
      answers: {
        200: { description: 'The resource', schema: this.#answer, headers: ETAG },
        304: { description: 'If-None-Match names its version' },
      },
      handle: async ({ params, headers }) => {
        const resource = await this.#plane.resources.require(this.#kind, params.name);
        const tag = entityTag(resource.version);
        if (isNotModified(headers, tag)) return { status: 304, headers: [['ETag', tag]] };
        return { body: showResource(resource), headers: [['ETag', tag]] };
      },
    });
  }

  #put(): void {
    const { title } = this.#described;
    this.#api.route({
      ...this.#named,
      method: 'put',
      operation: `put${title}`,
      summary: `Make a ${title} what the body says`,
      need: `${this.#kind}.write`,
      target: 'listed',
      query: dryRun,
      body: this.#spec,
      bodyCheckedBy: 'handler',
      answers: {
        200: { description: 'It was there, and is like that now', schema: this.#answer, headers: ETAG },
        201: { description: 'It was made', schema: this.#answer, headers: { ...ETAG, Location: 'Where it is.' } },
      },
      handle: async ({ params, query, body, caller, headers }) => {
        const { resource, created, changed } = await this.#changes.put(caller, params.name, body, {
          precondition: readPrecondition(headers),
          dryRun: query.dryRun,
        });
        const location = [['Location', `/api${this.#path}/${encodeURIComponent(params.name)}`]] as const;
        return {
          status: created ? 201 : 200,
          body: showResource(resource),
          headers: [['ETag', entityTag(resource.version)], ...(created ? location : [])],
          changed: changed && !query.dryRun,
        };
      },
    });
  }

  #patch(): void {
    const { title } = this.#described;
    this.#api.route({
      ...this.#named,
      method: 'patch',
      operation: `patch${title}`,
      summary: `Change some fields of a ${title}, null removes one (RFC 7396)`,
      need: `${this.#kind}.write`,
      target: 'listed',
      query: dryRun,
      body: z.record(z.string(), z.unknown()),
      bodyType: 'application/merge-patch+json',
      answers: { 200: { description: 'It is like that now', schema: this.#answer, headers: ETAG } },
      handle: async ({ params, query, body, caller, headers }) => {
        const { resource, changed } = await this.#changes.patch(caller, params.name, body, {
          precondition: readPrecondition(headers),
          dryRun: query.dryRun,
        });
        return {
          body: showResource(resource),
          headers: [['ETag', entityTag(resource.version)]],
          changed: changed && !query.dryRun,
        };
      },
    });
  }

  #remove(): void {
    const { title } = this.#described;
    this.#api.route({
      ...this.#named,
      method: 'delete',
      operation: `delete${title}`,
      summary: `Remove a ${title} that nothing names`,
      need: `${this.#kind}.delete`,
      target: (params) => ({ kind: this.#kind, name: params.name }),
      query: dryRun,
      answers: { 204: { description: 'It is gone' } },
      handle: async ({ params, query, caller, headers }) => {
        const { dryRun } = query;
        await this.#changes.remove(caller, params.name, { precondition: readPrecondition(headers), dryRun });
        return { changed: !dryRun };
      },
    });
  }

  #validate(): void {
    const { title } = this.#described;
    this.#api.route({
      ...this.#named,
      method: 'post',
      path: `${this.#path}/{name}/validate`,
      operation: `validate${title}`,
      summary: `What putting a ${title} would do, without doing it`,
      need: `${this.#kind}.write`,
      target: 'listed',
      body: this.#spec,
      bodyCheckedBy: 'handler',
      answers: {
        200: {
          description: 'It can be put',
          schema: z.strictObject({ created: z.boolean(), changed: z.boolean(), resource: this.#answer }),
        },
      },
      handle: async ({ params, body, caller, headers }) => {
        const options = { precondition: readPrecondition(headers), dryRun: true };
        const { created, changed, resource } = await this.#changes.put(caller, params.name, body, options);
        return { body: { created, changed, resource: showResource(resource) }, changed: false };
      },
    });
  }
}

const dryRun = z.strictObject({
  dryRun: z
    .enum(['true', 'false'])
    .default('false')
    .transform((value) => value === 'true')
    .describe('Check and answer as usual, and change nothing.'),
});
