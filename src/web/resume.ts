/** Which session this tab shows, so that a reload finds it again. The key to it is a cookie that no script can read. */
const KEY = 'sluice.session';

export function rememberedSession(): string | undefined {
  try {
    return sessionStorage.getItem(KEY) ?? undefined;
  } catch {
    return undefined;
  }
}

export function rememberSession(id: string | undefined): void {
  try {
    if (id === undefined) sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, id);
  } catch {
    // Without storage a reload needs a new link.
  }
}
