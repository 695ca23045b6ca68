import type { z } from 'zod';

/** Describes one kind of resource; everything generic (store, REST, OpenAPI, command line, portal forms) follows from it. */
export interface Kind<Schema extends z.ZodObject = z.ZodObject> {
  /** As in references and the store: `host-pool`. */
  readonly kind: string;
  /** As in paths: `host-pools`. */
  readonly plural: string;
  /** As in documents for `sluice apply`: `HostPool`. */
  readonly title: string;
  readonly description: string;
  /** A strict object; unknown fields are refused by name. */
  readonly schema: Schema;
}

export const defineKind = <Schema extends z.ZodObject>(kind: Kind<Schema>): Kind<Schema> => Object.freeze(kind);
