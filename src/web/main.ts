/** The page: one desktop, opened by the one-time token in the address. */
import './element.js';
import type { SluiceDesktop } from './element.js';

/** `#token=…`; taken out of the address at once, so that it stays in no history and is not opened twice. */
function takeToken(): string | undefined {
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  if (token !== null) history.replaceState(null, '', location.pathname + location.search);
  return token ?? undefined;
}

const desktop = document.querySelector('sluice-desktop') as SluiceDesktop;
desktop.addEventListener('sluice-title', (event) => {
  document.title = (event as CustomEvent<string>).detail;
});
const favicon = document.querySelector('link[rel=icon]') as HTMLLinkElement;
const [ownIcon, ownType] = [favicon.href, favicon.type];
desktop.addEventListener('sluice-icon', (event) => {
  const { detail } = event as CustomEvent<string>;
  favicon.type = detail ? 'image/png' : ownType;
  favicon.href = detail || ownIcon;
});
// A link opened in a tab that shows a session already changes the address only.
window.addEventListener('hashchange', () => {
  const token = takeToken();
  if (token) void desktop.open(token);
});
void desktop.open(takeToken());
