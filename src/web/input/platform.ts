/** What differs between the systems that a browser runs on, as far as keyboard and pointer are concerned. */
export interface Platform {
  readonly system: 'windows' | 'mac' | 'linux' | 'ios' | 'android';
  /** The numeric pad of a Mac always writes digits, and phones have none. */
  readonly hasNumLock: boolean;
}

interface NavigatorLike {
  readonly userAgent: string;
  readonly platform?: string;
  readonly maxTouchPoints?: number;
  readonly userAgentData?: { readonly platform?: string };
}

function systemOf(navigator: NavigatorLike): Platform['system'] {
  const name = `${navigator.userAgentData?.platform ?? navigator.platform ?? ''} ${navigator.userAgent}`;
  if (/android/i.test(name)) return 'android';
  if (/iphone|ipad|ipod/i.test(name)) return 'ios';
  // An iPad that asks for desktop pages calls itself a Mac; a Mac has no touch screen.
  if (/mac/i.test(name)) return (navigator.maxTouchPoints ?? 0) > 1 ? 'ios' : 'mac';
  return /win/i.test(name) ? 'windows' : 'linux';
}

export function platformOf(navigator: NavigatorLike): Platform {
  const system = systemOf(navigator);
  return { system, hasNumLock: system === 'windows' || system === 'linux' };
}
