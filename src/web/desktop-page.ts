/** A page that is one desktop, opened by the one-time token in the address. */
import './element.js';
import { ownFavicon } from './favicon.js';

/** `takeToken` reads the address once more: a link opened in a tab that shows a session already changes the address only. */
export function showDesktop(token: string | undefined, takeToken: () => string | undefined): void {
  const desktop = document.createElement('sluice-desktop');
  const favicon = ownFavicon();
  desktop.addEventListener('sluice-title', ({ detail }) => {
    document.title = detail;
  });
  desktop.addEventListener('sluice-icon', ({ detail }) => favicon.show(detail));
  document.body.append(desktop);
  window.addEventListener('hashchange', () => {
    const next = takeToken();
    if (next) void desktop.open(next);
  });
  void desktop.open(token);
}
