/** How resources stand in answers. What is below `spec` is what a PUT takes; secrets are named, and never shown. */
import { z } from 'zod';
import { line, name } from '../resources/fields.js';
import type { Kind } from '../resources/kind.js';
import { KINDS, type KindName } from '../resources/kinds.js';
import type { Resource } from '../resources/repository.js';

const MOST = 1000;

/** How all lists are asked for. */
export const listQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(MOST).default(100).describe('Most items of a page.'),
  after: line(128).optional().describe('The `next` of the page before.'),
  search: line(128).optional().describe('Part of the name or display name, in any case.'),
});

export const time = z.iso.datetime().describe('In UTC, such as `2026-01-31T12:00:00.000Z`.');

export const showTime = (ms: number): string => new Date(ms).toISOString();

/** What a PUT takes. */
export const specOf = ({ title, schema, description }: Kind) => schema.meta({ id: `${title}Spec`, description });

export const resourceAnswer = (title: string, spec: z.ZodType) =>
  z
    .strictObject({
      kind: z.literal(title),
      name,
      version: z.int().min(1).describe('Grows by 1 with each change; the entity tag is "v" and this.'),
      createdAt: time,
      updatedAt: time,
      secrets: z.array(z.string()).describe('Which secrets are set.'),
      spec,
    })
    .meta({ id: title });

export const showResource = <K extends KindName>(resource: Resource<K>) => ({
  kind: KINDS[resource.kind].title,
  name: resource.name,
  version: resource.version,
  createdAt: showTime(resource.createdAt),
  updatedAt: showTime(resource.updatedAt),
  secrets: resource.secrets,
  spec: resource.body,
});

/** A page of a list; `title` names it in the document. */
export const listAnswer = (title: string, item: z.ZodType) =>
  z
    .strictObject({
      items: z.array(item),
      next: z.string().optional().describe('The `after` of the next page; missing at the end.'),
    })
    .meta({ id: `${title}List` });
