/** How somebody proved who they are. */
export interface Authentication {
  /** `local`, or the name of an identity provider. */
  readonly provider: string;
  /** When they last proved it, at the provider's word if it says so. */
  readonly at: number;
  /** Methods in the words of RFC 8176, such as `pwd`, `otp`, `hwk`. */
  readonly methods: readonly string[];
  /** The provider's authentication context, `acr`. */
  readonly context?: string;
  /** With a second factor, or with a passkey that verified the person. */
  readonly multiFactor: boolean;
}

/** A signed-in person, as every other part of the control plane sees them. */
export interface Actor {
  /** Name of the user. */
  readonly user: string;
  readonly displayName: string;
  /** Names of groups, those of the user and those that claims make them a member of. */
  readonly groups: readonly string[];
  /** Values of the provider's role claim. */
  readonly roles: readonly string[];
  /** Id of the browser session; not its key. */
  readonly session: string;
  readonly authentication: Authentication;
  /** Address that the request came from. */
  readonly remote: string;
}
