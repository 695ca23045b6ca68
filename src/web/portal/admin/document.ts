/** What the gateway says about itself: the kinds of resources, their fields, and which routes there are. */
import { get } from '../core/api.js';

/** The parts of JSON Schema that descriptions turn into. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly default?: unknown;
  readonly description?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly pattern?: string;
  readonly format?: string;
  /** The kind that a name refers to. */
  readonly 'x-reference'?: string;
  readonly 'x-secret'?: boolean;
}

interface Operation {
  readonly 'x-permission'?: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: Schema }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** One kind of resource. */
export interface Kind {
  /** As in permissions and references: `host-pool`. */
  readonly kind: string;
  /** As in paths: `host-pools`. */
  readonly plural: string;
  readonly description: string;
  /** What a PUT takes. */
  readonly schema: Schema;
  /** Parameters by which a list is narrowed to what names another resource, each with that resource's kind. */
  readonly filters: Readonly<Record<string, string>>;
}

/** The kinds, in the gateway's own order. */
export class Description {
  readonly kinds: readonly Kind[];
  readonly #document: Document;

  constructor(document: Document) {
    this.#document = document;
    this.kinds = Object.entries(document.paths).flatMap(([path, { put }]) => {
      const plural = /^\/([a-z-]+)\/\{name\}$/.exec(path)?.[1];
      const kind = /^(.*)\.write$/.exec(put?.['x-permission'] ?? '')?.[1];
      const schema = put?.requestBody?.content['application/json']?.schema;
      if (!plural || !kind || !schema) return [];
      const spec = this.resolve(schema);
      return [{ kind, plural, description: spec.description ?? '', schema: spec, filters: {} }];
    });
    this.kinds = this.kinds.map((kind) => ({ ...kind, filters: this.#filtersOf(kind.plural) }));
  }

  byKind(name: string): Kind | undefined {
    return this.kinds.find(({ kind }) => kind === name);
  }

  byPlural(name: string): Kind | undefined {
    return this.kinds.find(({ plural }) => plural === name);
  }

  /** Is there such a route? */
  has(path: string): boolean {
    return path in this.#document.paths;
  }

  /** A schema with what it refers to put in; its own words count more. */
  resolve(schema: Schema): Schema {
    const name = schema.$ref?.replace('#/components/schemas/', '');
    if (name === undefined) return schema;
    const { $ref: _, ...own } = schema;
    return { ...this.resolve(this.#document.components.schemas[name] ?? {}), ...own };
  }

  #filtersOf(plural: string): Record<string, string> {
    const parameters = this.#document.paths[`/${plural}`]?.['get']?.parameters ?? [];
    const kinds = new Map(this.kinds.map(({ kind }) => [camelCase(kind), kind]));
    return Object.fromEntries(
      parameters.flatMap(({ name }) => {
        const kind = kinds.get(name);
        return kind === undefined ? [] : [[name, kind]];
      }),
    );
  }
}

const camelCase = (kind: string): string => kind.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());

let loaded: Promise<Description> | undefined;

/** Loaded once for the page. */
export function describe(): Promise<Description> {
  loaded ??= get<Document>('/openapi.json').then(
    (document) => new Description(document),
    (error: unknown) => {
      loaded = undefined;
      throw error;
    },
  );
  return loaded;
}

/** Branches of a union; a schema that is none is its only one. */
export const branches = (schema: Schema): readonly Schema[] => schema.oneOf ?? schema.anyOf ?? [schema];
export const isUnion = (schema: Schema): boolean => schema.oneOf !== undefined || schema.anyOf !== undefined;
