/** Everything an administrator describes: one row per resource, whatever its kind. */
export interface ResourceRow {
  /** Such as `host-pool`. */
  kind: string;
  name: string;
  /** Begins at 1, grows by 1 with each change; the entity tag. */
  version: number;
  /** The checked description as JSON, without secrets. */
  body: string;
  /** The description's secrets, as one sealed JSON object; null when it has none. */
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

export interface ResourceTables {
  resource: ResourceRow;
  reference: ReferenceRow;
}
