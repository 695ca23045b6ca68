import type { KindName } from '../resources/kinds.js';

/** A resource by its name. */
export interface ResourceName {
  readonly kind: KindName;
  readonly name: string;
}

/** What an action is about: a resource, or something of another kind and the resources that it belongs to. */
export interface Target {
  /** Such as `host-pool` or `session`. */
  readonly kind: string;
  readonly name: string;
  /** For what is no resource: those that it belongs to, such as the host pool of a session. */
  readonly within?: readonly ResourceName[];
}
