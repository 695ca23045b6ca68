const LONGEST_PATH = 2048;

/**
 * Where to go after signing in: a path on this origin, whatever was asked for. Browsers read `//evil`, `/\evil` and
 * `/<tab>/evil` as other hosts, so the path is parsed as they do and must come out on the same origin.
 */
export function returnPath(asked: string | undefined): string {
  if (asked === undefined || asked.length > LONGEST_PATH || !asked.startsWith('/')) return '/';
  const base = 'http://gateway.invalid';
  if (!URL.canParse(asked, base)) return '/';
  const url = new URL(asked, base);
  const path = url.pathname + url.search + url.hash;
  return url.origin === base && !path.startsWith('//') && !url.pathname.startsWith('/api/') ? path : '/';
}
