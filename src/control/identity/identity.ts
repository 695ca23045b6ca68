import type { SignedIn, Visit } from './visit.js';

/** Who people are and how they prove it. */
export interface Identity {
  /** Whose session the cookie names, if it is still valid. */
  authenticate(visit: Visit): Promise<SignedIn | undefined>;
  /** On first start: path of the one-time link that makes the first administrator; undefined when there is one. */
  setupPath(): Promise<string | undefined>;
  /** Ends every browser session of a user; returns how many. */
  signOutEverywhere(user: string): Promise<number>;
  close(): Promise<void>;
}
