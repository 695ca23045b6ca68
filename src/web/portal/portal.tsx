import { render } from 'preact';
import { App } from './app.js';
import { whenSignedOut } from './core/api.js';
import { me } from './core/me.js';
import { followTheme } from './core/theme.js';
import { restoreSessions } from './session/sessions.js';

/** Name of the portal's style sheet beside this file; the build fills it in. */
declare const PORTAL_STYLE: string;

/** Nothing is shown before it looks like something. */
function loadStyle(): Promise<void> {
  return new Promise((resolve) => {
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = new URL(PORTAL_STYLE, import.meta.url).href;
    link.onload = () => resolve();
    link.onerror = () => resolve();
    document.head.append(link);
  });
}

/** Shows the portal. Sessions live beside it in the page, because taking them out would end them. */
export async function startPortal(): Promise<void> {
  followTheme();
  await loadStyle();
  const root = document.createElement('div');
  root.id = 'portal';
  document.body.classList.add('has-portal');
  document.body.append(root);
  // A link of the command line, put into the address of this page.
  window.addEventListener('hashchange', () => {
    if (location.hash.startsWith('#token=')) location.reload();
  });
  whenSignedOut(() => {
    if (me.value) me.value = null;
  });
  restoreSessions(document.body);
  render(<App />, root);
}
