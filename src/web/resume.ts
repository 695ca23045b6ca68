/** Which session this tab shows, so that a reload finds it again. The key to it is a cookie that no script can read. */
const keyOf = (slot: string | undefined): string => (slot === undefined ? 'sluice.session' : `sluice.session.${slot}`);

export function rememberedSession(slot?: string): string | undefined {
  try {
    return sessionStorage.getItem(keyOf(slot)) ?? undefined;
  } catch {
    return undefined;
  }
}

export function rememberSession(id: string | undefined, slot?: string): void {
  try {
    if (id === undefined) sessionStorage.removeItem(keyOf(slot));
    else sessionStorage.setItem(keyOf(slot), id);
  } catch {
    // Without storage a reload needs a new link.
  }
}
