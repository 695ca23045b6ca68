import type { RealHost } from './host.js';

/** One recording of `fixtures/streams/`. */
export interface Fixture {
  /** Host, codec, scene. */
  readonly name: string;
  readonly software: string;
  readonly scene: string;
  /** What the host may send, as `--codecs` takes it. */
  readonly codecs: string;
  readonly size: string;
  readonly security: 'nla' | 'tls';
  readonly seconds: number;
  readonly missing: () => string | undefined;
  readonly start: () => Promise<FixtureHost>;
}

export type FixtureHost = Pick<RealHost, 'port' | 'username' | 'password' | 'close'>;
