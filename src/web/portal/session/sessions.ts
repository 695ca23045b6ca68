import { computed, effect, signal, untracked } from '@preact/signals';
import { mayReopen } from '../../connection/problem.js';
import type { SluiceDesktop } from '../../element.js';
import { ownFavicon } from '../../favicon.js';
import { rememberedSession, rememberSession } from '../../resume.js';
import { type ProblemBody, problemOf } from '../core/api.js';
import { loadMe, me } from '../core/me.js';
import { go, route, to } from '../core/router.js';
import { STRINGS } from '../strings.js';
import { type Connection, connect, type Outcome, type Target } from './connections.js';

/** A session in the portal, or the way to one. */
export interface Tab extends Target {
  /** Stands in the address, and in the browser's memory of what this tab shows. */
  readonly key: string;
  readonly displayName: string;
  /** Title of the program's window, or the name of the desktop. */
  readonly title: string;
  readonly icon: string | undefined;
  readonly state: 'opening' | 'open' | 'failed';
  readonly connection?: Connection;
  readonly problem?: ProblemBody;
}

export interface Openable extends Target {
  readonly displayName: string;
  readonly icon?: string | undefined;
}

/** Kind of a tab that shows somebody else's session. */
export const SHADOW = 'shadow';

const MEMORY = 'sluice.tabs';
const SUFFIX = ` – ${STRINGS.product}`;

export const tabs = signal<readonly Tab[]>([]);

/** Key of the session that is looked at. */
export const activeKey = computed(() => {
  const [view, key] = route.value.parts;
  return view === 'session' && tabs.value.some((tab) => tab.key === key) ? key : undefined;
});

export const activeTab = computed(() => tabs.value.find(({ key }) => key === activeKey.value));

/** Title of the view when no session is looked at. */
export const viewTitle = signal('');

const elements = new Map<string, SluiceDesktop>();
const attempts = new Map<string, AbortController>();
let stage: HTMLElement;
/** Whose sessions these are. */
let owner: string | undefined;

const keyOf = ({ kind, name }: Target): string => `${kind}:${name}`;

function change(key: string, more: Partial<Tab>): void {
  tabs.value = tabs.value.map((tab) => (tab.key === key ? { ...tab, ...more } : tab));
}

/** Goes to the session of a tile, and opens it unless it is open. */
export function openSession({ kind, name, displayName, icon }: Openable, how: { replace?: boolean } = {}): void {
  const key = keyOf({ kind, name });
  if (!tabs.value.some((tab) => tab.key === key)) {
    tabs.value = [...tabs.value, { key, kind, name, displayName, title: displayName, icon, state: 'opening' }];
    void attempt(key, { kind, name });
  }
  go(to('session', key), how);
}

/** Opens a session for which there is a grant already. */
export function openGranted(grant: string, { kind, name, displayName }: Openable): void {
  const key = keyOf({ kind, name });
  closeSession(key);
  const tab: Tab = { key, kind, name, displayName, title: displayName, icon: undefined, state: 'open' };
  tabs.value = [...tabs.value, tab];
  go(to('session', key));
  void show(key, grant);
}

/** Asks for the session of a tab once more. */
export function reconnect(key: string): void {
  const tab = tabs.value.find((candidate) => candidate.key === key);
  if (!tab) return;
  dropElement(key);
  change(key, { state: 'opening', connection: undefined, problem: undefined });
  void attempt(key, tab);
}

/** Takes a tab away. What runs on the host goes on for a while, and is listed among the running sessions. */
export function closeSession(key: string): void {
  attempts.get(key)?.abort();
  attempts.delete(key);
  dropElement(key);
  rememberSession(undefined, key);
  const index = tabs.value.findIndex((tab) => tab.key === key);
  const wasActive = activeKey.value === key;
  tabs.value = tabs.value.filter((tab) => tab.key !== key);
  const next = tabs.value[Math.min(index, tabs.value.length - 1)];
  if (wasActive) go(next ? to('session', next.key) : '#/', { replace: true });
}

export function closeAllSessions(): void {
  for (const { key } of tabs.value) closeSession(key);
}

async function attempt(key: string, { kind, name }: Target): Promise<void> {
  attempts.get(key)?.abort();
  const abort = new AbortController();
  attempts.set(key, abort);
  const onChange = (connection: Connection): void => change(key, { connection });
  const failed = (error: unknown): Outcome => ({ problem: problemOf(error) });
  const outcome = await connect({ kind, name }, { signal: abort.signal, onChange }).catch(failed);
  if (abort.signal.aborted) return;
  if ('grant' in outcome) await show(key, outcome.grant);
  else if ('problem' in outcome) change(key, { state: 'failed', problem: outcome.problem });
  else closeSession(key);
}

/** Puts a desktop on the stage. Without a grant it is the session that this tab showed before a reload. */
async function show(key: string, grant?: string): Promise<void> {
  await import('../../element.js');
  const tab = tabs.value.find((candidate) => candidate.key === key);
  if (!tab || elements.has(key)) return;
  const element = document.createElement('sluice-desktop');
  element.dataset['slot'] = key;
  let ended = '';
  element.addEventListener('sluice-title', ({ detail }) => {
    // Whoever watches somebody sees in the tab that they do.
    if (tab.kind !== SHADOW) change(key, { title: detail.replace(SUFFIX, '') || tab.displayName });
  });
  element.addEventListener('sluice-icon', ({ detail }) => change(key, { icon: detail || tab.icon }));
  element.addEventListener('sluice-end', ({ detail }) => {
    ended = detail.code;
    if (ended !== 'SIGN_IN_REQUIRED') return;
    // Signed out elsewhere. Whoever signs in again asks for the session anew.
    rememberSession(undefined, key);
    void loadMe().catch(() => {});
  });
  element.addEventListener('sluice-retry', (event) => {
    event.preventDefault();
    if (mayReopen(ended)) void element.open();
    else if (tab.kind === SHADOW) closeSession(key);
    else reconnect(key);
  });
  elements.set(key, element);
  change(key, { state: 'open' });
  stage.append(element);
  await element.open(grant);
}

function dropElement(key: string): void {
  elements.get(key)?.remove();
  elements.delete(key);
}

/** Brings the sessions of before a reload back, and keeps what is shown in line with where the person is. */
export function restoreSessions(parent: HTMLElement): void {
  stage = document.createElement('div');
  stage.id = 'stage';
  parent.append(stage);
  const memory = readMemory();
  owner = memory.user;
  tabs.value = memory.tabs;
  const favicon = ownFavicon();
  let focused: string | undefined;
  effect(() => {
    const user = me.value?.user;
    if (user === undefined) return;
    // Whoever signs in after somebody else, in the same browser, gets nothing of theirs.
    if (owner !== undefined && owner !== user) untracked(closeAllSessions);
    owner = user;
  });
  effect(() => writeMemory(tabs.value));
  effect(() => {
    const tab = me.value ? activeTab.value : undefined;
    const shown = tab?.state === 'open' ? tab.key : undefined;
    for (const [key, element] of elements) element.hidden = key !== shown;
    document.body.classList.toggle('in-session', tab !== undefined);
    document.body.classList.toggle('shows-desktop', shown !== undefined);
    document.title = [tab?.title ?? viewTitle.value, STRINGS.product].filter(Boolean).join(' – ');
    favicon.show(tab?.icon?.startsWith('blob:') ? tab.icon : '');
    if (shown !== focused && shown !== undefined) elements.get(shown)?.focus();
    focused = shown;
  });
  // Only who is signed in gets anything back: a resumed session asks the gateway for itself.
  const stop = effect(() => {
    if (!me.value) return;
    queueMicrotask(() => stop());
    for (const { key, kind, name } of tabs.peek()) {
      if (rememberedSession(key) !== undefined) void show(key);
      else void attempt(key, { kind, name });
    }
  });
  window.addEventListener('keydown', switchTab, { capture: true });
}

/** Control, Alt and an arrow go from session to session, past the portal's own view. */
function switchTab(event: KeyboardEvent): void {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (step === undefined || !event.ctrlKey || !event.altKey || event.shiftKey || tabs.value.length === 0) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const places = [undefined, ...tabs.value.map(({ key }) => key)];
  const next = places.at((places.indexOf(activeKey.value) + step) % places.length);
  go(next === undefined ? '#/' : to('session', next));
}

type Kept = Pick<Tab, 'key' | 'kind' | 'name' | 'displayName'>;

function writeMemory(all: readonly Tab[]): void {
  const kept = all
    .filter(({ kind }) => kind !== SHADOW)
    .map(({ key, kind, name, displayName }): Kept => ({ key, kind, name, displayName }));
  try {
    sessionStorage.setItem(MEMORY, JSON.stringify({ user: owner, tabs: kept }));
  } catch {
    // Without storage a reload forgets which sessions were open; they are listed as running.
  }
}

function readMemory(): { user: string | undefined; tabs: Tab[] } {
  try {
    const { user, tabs: kept } = JSON.parse(sessionStorage.getItem(MEMORY) ?? '{}') as { user?: string; tabs?: Kept[] };
    const restored = (kept ?? []).map(({ key, kind, name, displayName }): Tab => {
      return { key, kind, name, displayName, title: displayName, icon: undefined, state: 'opening' };
    });
    return { user, tabs: restored };
  } catch {
    return { user: undefined, tabs: [] };
  }
}
