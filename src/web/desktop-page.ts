/** A page that is one desktop, opened by the one-time token in the address. */
import './element.js';
import type { SluiceDesktop } from './element.js';
import { ownFavicon } from './favicon.js';

interface DesktopPage {
  readonly token: string | undefined;
  /** Reads the address once more: a link opened in a tab that shows a session already changes the address only. */
  readonly takeToken: () => string | undefined;
  /** The element that the page has already. */
  readonly placed: SluiceDesktop | undefined;
}

export function showDesktop({ token, takeToken, placed }: DesktopPage): void {
  const desktop = placed ?? document.createElement('sluice-desktop');
  const favicon = ownFavicon();
  desktop.addEventListener('sluice-title', ({ detail }) => {
    document.title = detail;
  });
  desktop.addEventListener('sluice-icon', ({ detail }) => favicon.show(detail));
  if (!placed) document.body.append(desktop);
  window.addEventListener('hashchange', () => {
    const next = takeToken();
    if (next) void desktop.open(next);
  });
  void desktop.open(token);
}
