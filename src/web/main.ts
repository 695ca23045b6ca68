/** The page: one desktop where the address says which, otherwise the portal. */
import { rememberedSession } from './resume.js';

/** `#token=…`; taken out of the address at once, so that it stays in no history and is not opened twice. */
function takeToken(): string | undefined {
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  if (token !== null) history.replaceState(null, '', location.pathname + location.search);
  return token ?? undefined;
}

/** Pages of the portal that stand at an address of their own: other programs make links to them. */
const isPortalPage = (): boolean =>
  /\/(setup|reset|sign-in)$/.test(location.pathname) || location.hash.startsWith('#/');

/** Has this gateway people who sign in? One that only opens links answers nothing below `/api`. */
async function hasPortal(): Promise<boolean> {
  const answer = await fetch('api/me').catch(() => undefined);
  return (
    answer?.ok === true || answer?.status === 401 || answer?.headers.get('Content-Type')?.includes('json') === true
  );
}

async function start(): Promise<void> {
  const token = takeToken();
  const placed = document.querySelector('sluice-desktop') ?? undefined;
  const shown = token !== undefined || (!isPortalPage() && rememberedSession() !== undefined);
  // A page with the element in it is somebody's own.
  const opensDesktop = placed !== undefined || shown;
  if (!opensDesktop && (isPortalPage() || (await hasPortal()))) {
    const { startPortal } = await import('./portal/portal.js');
    return startPortal();
  }
  const { showDesktop } = await import('./desktop-page.js');
  showDesktop({ token, takeToken, placed });
}

void start();
