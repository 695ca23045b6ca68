/** Everything an administrator describes: one row per resource, whatever its kind. */
export interface ResourceRow {
  /** Such as `host-pool`. */
  kind: string;
  name: string;
  /** Begins at 1, grows by 1 with each change; the entity tag. */
  version: number;
  /** The checked description as JSON, without secrets. */
  body: string;
  /** JSON object from the names of secret fields to what they hold, each sealed by itself; null when there are none. */
  sealed: string | null;
  /** Name and display name in lower case, for search. */
  search: string;
  created_at: number;
  updated_at: number;
}

/** One row for each name of another resource that a description holds. It keeps the other from being deleted. */
export interface ReferenceRow {
  from_kind: string;
  from_name: string;
  /** Where the name stands in the description, such as `hostPool`. */
  field: string;
  to_kind: string;
  to_name: string;
}

/** What is known of the store as a whole. */
export interface PropertyRow {
  name: string;
  value: string;
}

export interface ResourceTables {
  property: PropertyRow;
  resource: ResourceRow;
  reference: ReferenceRow;
}
