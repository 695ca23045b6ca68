let token: string | undefined;

/** The secret of a one-time link. It is taken out of the address at once, so that it stays in no history. */
export function linkToken(): string {
  if (token === undefined) {
    token = location.hash.slice(1);
    history.replaceState(null, '', location.pathname + location.search);
  }
  return token;
}

/** Leaves the link's page for the portal. */
export const toPortal = (): void => location.assign(new URL('.', document.baseURI));
