import type { Body } from '../resources/kinds.js';

/** What a session may do; part of the grant. */
export interface SessionRights {
  readonly lifetimeMinutes?: number;
  readonly clipboard: 'both' | 'toHost' | 'fromHost' | 'none';
  readonly drive: boolean;
  readonly printing: boolean;
  readonly watermark: boolean;
}

export const NO_LIMITS: SessionRights = Object.freeze({
  clipboard: 'both',
  drive: true,
  printing: true,
  watermark: false,
});

/** What both allow. */
export function combineRights(one: SessionRights, other: Body<'access-policy'>['session']): SessionRights {
  const lifetimes = [one.lifetimeMinutes, other.lifetimeMinutes].filter((minutes) => minutes !== undefined);
  return {
    ...(lifetimes.length > 0 && { lifetimeMinutes: Math.min(...lifetimes) }),
    clipboard: bothAllow(one.clipboard, other.clipboard),
    drive: one.drive && other.drive,
    printing: one.printing && other.printing,
    watermark: one.watermark || other.watermark,
  };
}

type Clipboard = SessionRights['clipboard'];

function bothAllow(one: Clipboard, other: Clipboard): Clipboard {
  if (one === other || other === 'both') return one;
  return one === 'both' ? other : 'none';
}
