import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { isAdministrator } from '../core/me.js';
import { route } from '../core/router.js';
import { TabStrip } from '../session/tab-strip.js';
import { STRINGS } from '../strings.js';
import { AccountMenu } from './account-menu.js';
import { Icon, type IconName } from './icon.js';

/** The bar on top, and the view below. */
export function Shell({ children }: { children: ComponentChildren }) {
  const main = useRef<HTMLElement>(null);
  const view = route.value.parts.join('/');
  const first = useRef(true);
  // Who goes to another view by keyboard goes on in it.
  useEffect(() => {
    if (first.current) first.current = false;
    else if (!document.body.classList.contains('shows-desktop')) main.current?.focus({ preventScroll: true });
    main.current?.scrollTo(0, 0);
  }, [view]);
  return (
    <>
      <button type="button" class="skip" onClick={() => main.current?.focus()}>
        {STRINGS.skip}
      </button>
      <header class="top">
        <a class="brand" href="#/" aria-label={STRINGS.product}>
          <Icon name="logo" />
          <span>{STRINGS.product}</span>
        </a>
        <nav class="main-nav" aria-label={STRINGS.nav.label}>
          <ul>
            <Entry address="#/" view="" icon="home" label={STRINGS.nav.home} />
            {isAdministrator.value && (
              <Entry address="#/admin" view="admin" icon="settings" label={STRINGS.nav.admin} />
            )}
          </ul>
        </nav>
        <TabStrip />
        <AccountMenu />
      </header>
      <main id="main" ref={main} tabIndex={-1}>
        {children}
      </main>
    </>
  );
}

function Entry({ address, view, icon, label }: { address: string; view: string; icon: IconName; label: string }) {
  const current = (route.value.parts[0] ?? '') === view;
  return (
    <li>
      <a href={address} aria-current={current ? 'page' : undefined} title={label}>
        <Icon name={icon} />
        <span>{label}</span>
      </a>
    </li>
  );
}
