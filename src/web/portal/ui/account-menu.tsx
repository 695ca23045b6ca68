import { useEffect, useRef, useState } from 'preact/hooks';
import { post, problemOf } from '../core/api.js';
import { me } from '../core/me.js';
import { go, route } from '../core/router.js';
import { THEMES, theme } from '../core/theme.js';
import { closeAllSessions } from '../session/sessions.js';
import { capitalized, STRINGS } from '../strings.js';
import { announce } from './announce.js';
import { Icon } from './icon.js';

const TEXT = STRINGS.nav;

export async function signOut(): Promise<void> {
  closeAllSessions();
  const { redirect } = await post<{ redirect?: string }>('/sign-out');
  me.value = null;
  go('#/', { replace: true });
  if (redirect !== undefined) location.assign(redirect);
}

/** Who is signed in: to the account, how the page looks, and out. */
export function AccountMenu() {
  const [open, setOpen] = useState(false);
  const menu = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useCloseOutside(open, menu, () => setOpen(false));
  useEffect(() => setOpen(false), [route.value]);
  const name = me.value?.displayName ?? '';
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape closes from wherever in it the focus is
    <div
      class="account-menu"
      ref={menu}
      onKeyDown={({ key }) => {
        if (key !== 'Escape' || !open) return;
        setOpen(false);
        button.current?.focus();
      }}
    >
      <button
        type="button"
        ref={button}
        class="avatar"
        aria-expanded={open}
        aria-label={TEXT.accountOf(name)}
        title={name}
        // Drawn by the style sheet: they are a picture of the name, which the label says.
        data-initials={initials(name)}
        onClick={() => setOpen(!open)}
      />
      {open && (
        <div class="popup">
          <p class="who">
            <strong>{name}</strong>
            <span>{me.value?.user}</span>
          </p>
          <a href="#/account">
            <Icon name="user" />
            {TEXT.account}
          </a>
          <ThemeChoice />
          <button
            type="button"
            onClick={() => signOut().catch((error) => announce(capitalized(problemOf(error).title)))}
          >
            <Icon name="signOut" />
            {TEXT.signOut}
          </button>
        </div>
      )}
    </div>
  );
}

export function ThemeChoice() {
  return (
    <fieldset class="segments">
      <legend>{TEXT.theme}</legend>
      {THEMES.map((choice) => (
        <label key={choice}>
          <input
            type="radio"
            name="theme"
            checked={theme.value === choice}
            onChange={() => {
              theme.value = choice;
            }}
          />
          <span>{TEXT.themes[choice]}</span>
        </label>
      ))}
    </fieldset>
  );
}

function initials(name: string): string {
  const parts = name.split(/\s+/).filter(Boolean);
  return [parts[0], parts.length > 1 ? parts.at(-1) : undefined]
    .map((part) => (part ? [...part][0] : ''))
    .join('')
    .toUpperCase();
}

function useCloseOutside(open: boolean, element: { readonly current: HTMLElement | null }, close: () => void): void {
  useEffect(() => {
    if (!open) return;
    const abort = new AbortController();
    const outside = ({ target }: Event): void => {
      if (!element.current?.contains(target as Node)) close();
    };
    document.addEventListener('pointerdown', outside, { signal: abort.signal });
    document.addEventListener('focusin', outside, { signal: abort.signal });
    return () => abort.abort();
  });
}
