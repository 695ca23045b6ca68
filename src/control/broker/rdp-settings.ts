import { HOST_DEFAULTS } from '../../transport/defaults.js';
import type { HostOptions } from '../../transport/types.js';
import { readRdpProperties } from '../resources/rdp-properties.js';

/** PERF_DISABLE_* and PERF_ENABLE_*, [MS-RDPBCGR] 2.2.1.11.1.1.1, by the property that sets each. */
const PERFORMANCE = {
  'disable wallpaper': 0x01,
  'disable full window drag': 0x02,
  'disable menu anims': 0x04,
  'disable themes': 0x08,
  'disable cursor setting': 0x20,
  'allow font smoothing': 0x80,
  'allow desktop composition': 0x100,
} as const;

const COLOR_DEPTHS: readonly number[] = [15, 16, 24, 32];

export interface RdpSettings {
  readonly settings: Partial<
    Pick<HostOptions, 'codecs' | 'compression' | 'performanceFlags' | 'alternateShell' | 'workingDirectory'>
  >;
  /** Told to the host instead of the browser's layout. */
  readonly keyboardLayout: number | undefined;
  /** Applications are shown alone; 0 starts them in place of the desktop, for hosts without RemoteApp. */
  readonly remoteApp: boolean;
  /** What the pool forbids, as an access policy does. */
  readonly clipboard: boolean;
  readonly drive: boolean;
  readonly printing: boolean;
}

/**
 * What properties of .rdp files mean here. Those that are not listed are kept and change nothing: `audiomode` and other
 * redirections until there is a channel for them, and what a browser decides, such as the size of the desktop.
 */
export function rdpSettings(text: string): RdpSettings {
  const properties = readRdpProperties(text);
  const number = (name: string): number | undefined => {
    const value = properties.get(name);
    return typeof value === 'number' ? value : undefined;
  };
  const string = (name: string): string => String(properties.get(name) ?? '');
  const depth = number('session bpp');
  const compression = number('compression');
  const layout = number('keyboard layout') ?? 0;
  return {
    settings: {
      ...(depth !== undefined &&
        COLOR_DEPTHS.includes(depth) && {
          codecs: { ...HOST_DEFAULTS.codecs, colorDepth: depth as 15 | 16 | 24 | 32 },
        }),
      ...(compression !== undefined && { compression: compression !== 0 }),
      performanceFlags: performanceFlags(number),
      alternateShell: string('alternate shell'),
      workingDirectory: string('shell working directory'),
    },
    keyboardLayout: layout === 0 ? undefined : layout,
    remoteApp: number('remoteapplicationmode') !== 0,
    clipboard: number('redirectclipboard') !== 0,
    drive: properties.get('drivestoredirect') !== '',
    printing: number('redirectprinters') !== 0,
  };
}

function performanceFlags(number: (name: string) => number | undefined): number {
  let flags: number = HOST_DEFAULTS.performanceFlags;
  for (const [name, flag] of Object.entries(PERFORMANCE)) {
    const value = number(name);
    if (value !== undefined) flags = value === 0 ? flags & ~flag : flags | flag;
  }
  return flags;
}
