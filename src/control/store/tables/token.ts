/** A token with which a program acts for a user. */
export interface ApiTokenRow {
  id: string;
  /** Always `user`; half of the key of the user's row. */
  user_kind: 'user';
  user_name: string;
  label: string;
  /** SHA-256 of the token. */
  hash: string;
  /** The role that limits it. */
  role: string;
  created_at: number;
  expires_at: number;
  /** Null until it is used. */
  used_at: number | null;
}

export interface TokenTables {
  api_token: ApiTokenRow;
}
