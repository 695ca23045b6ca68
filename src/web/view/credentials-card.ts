import type { CredentialsMessage, Problem } from '../../wire/messages.js';
import { WIRE_LIMITS } from '../../wire/messages.js';
import { STRINGS } from '../strings.js';
import { h } from './dom.js';
import { icon } from './icons.js';

export interface CredentialsOptions {
  readonly host: string | undefined;
  readonly username: string;
  readonly domain: string;
  /** Why the host asks again. */
  readonly problem: Problem | undefined;
  readonly onSubmit: (credentials: CredentialsMessage) => void;
  readonly onCancel: () => void;
}

const TEXT = STRINGS.credentials;

/** `DOMAIN\user` as people are used to type it. */
export function splitDomain(username: string, domain: string): { username: string; domain: string } {
  const [before, after] = username.split('\\', 2);
  return after === undefined || domain ? { username, domain } : { username: after, domain: before };
}

/** Asks for user name and password. The password leaves with the form and is kept nowhere. */
export function credentialsCard(options: CredentialsOptions): HTMLElement {
  const username = field('username', options.username, { autocomplete: 'username', required: true });
  const domain = field('domain', options.domain, { autocomplete: 'organization', placeholder: TEXT.domainOptional });
  const password = field('password', '', { autocomplete: 'current-password', type: 'password' });
  const submit = h('button', { type: 'submit', class: 'primary' }, TEXT.submit);
  const title = options.host ? TEXT.titleFor(options.host) : TEXT.title;
  const onsubmit = (event: SubmitEvent) => {
    event.preventDefault();
    submit.disabled = true;
    submit.textContent = TEXT.submitting;
    const who = splitDomain(username.value.trim(), domain.value.trim());
    options.onSubmit({ ...who, password: password.value });
    password.value = '';
  };
  const form = h(
    'form',
    { class: 'card credentials', 'aria-label': title, onsubmit },
    h('div', { class: 'emblem' }, icon('key')),
    h('h1', {}, title),
    options.problem ? alert(options.problem) : h('p', {}, TEXT.hint),
    labelled(TEXT.username, username),
    labelled(TEXT.password, h('div', { class: 'with-button' }, password, revealButton(password))),
    labelled(TEXT.domain, domain),
    submit,
    h('button', { type: 'button', class: 'quiet', onclick: options.onCancel }, STRINGS.progress.cancel),
  );
  queueMicrotask(() => (options.username ? password : username).focus());
  return form;
}

function alert(problem: Problem): HTMLElement {
  const text = problem.code === 'CREDENTIALS_REJECTED' ? TEXT.rejected : problem.advice;
  return h('p', { class: 'alert', role: 'alert' }, text);
}

function field(name: string, value: string, attributes: Record<string, string | boolean>): HTMLInputElement {
  const input = h('input', {
    id: name,
    name,
    maxlength: WIRE_LIMITS.credential,
    spellcheck: 'false',
    autocapitalize: 'none',
    ...attributes,
  });
  input.value = value;
  return input;
}

const labelled = (label: string, control: HTMLElement): HTMLElement => h('label', {}, h('span', {}, label), control);

function revealButton(password: HTMLInputElement): HTMLElement {
  const button = h('button', { type: 'button', class: 'inside', 'aria-label': TEXT.showPassword }, icon('eye'));
  button.addEventListener('click', () => {
    const shown = password.type === 'password';
    password.type = shown ? 'text' : 'password';
    button.setAttribute('aria-label', shown ? TEXT.hidePassword : TEXT.showPassword);
    button.replaceChildren(icon(shown ? 'eyeOff' : 'eye'));
  });
  return button;
}
