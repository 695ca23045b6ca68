import type { Rights } from '../../session/session-options.js';
import type { SessionRights } from '../policy/rights.js';
import type { RdpSettings } from './rdp-settings.js';

const MINUTE_MS = 60_000;

export interface Granted {
  readonly rights: SessionRights;
  /** What the pool allows besides. */
  readonly pool: Pick<RdpSettings, 'clipboard' | 'drive' | 'printing'>;
  /** Whose name a watermark is. */
  readonly person: string;
  readonly now: number;
}

/** What both the access policies and the pool allow, as viewers are told. */
export const sessionRights = ({ rights, pool, person, now }: Granted): Rights => ({
  clipboard: pool.clipboard ? rights.clipboard : 'none',
  drive: rights.drive && pool.drive,
  printing: rights.printing && pool.printing,
  ...(rights.watermark && { watermark: person }),
  ...(rights.lifetimeMinutes !== undefined && { endsAt: now + rights.lifetimeMinutes * MINUTE_MS }),
});
