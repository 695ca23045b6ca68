// biome-ignore lint/suspicious/noEmptyInterface: filled by its own migration
export interface SessionTables {}
