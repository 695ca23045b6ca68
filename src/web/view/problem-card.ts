import type { Problem } from '../../wire/messages.js';
import { FALLBACK_TITLE, PROBLEM_TITLES, STRINGS } from '../strings.js';
import { h } from './dom.js';
import { type IconName, icon } from './icons.js';

const TEXT = STRINGS.problem;

/** With a hyphen at which no line ends. */
const SHA_256 = 'SHA\u2011256';

export interface ProblemOptions {
  readonly problem: Problem;
  /** Undefined where another attempt cannot help. */
  readonly onRetry: (() => void) | undefined;
}

/** Says what went wrong, what a person can do about it, and offers the one button that may help. */
export function problemCard({ problem, onRetry }: ProblemOptions): HTMLElement {
  const title = PROBLEM_TITLES[problem.code] ?? FALLBACK_TITLE;
  const fingerprint = fingerprintOf(problem);
  const retry =
    onRetry && h('button', { type: 'button', class: 'primary', onclick: onRetry }, buttonText(problem.code));
  if (retry) queueMicrotask(() => retry.focus());
  return h(
    'section',
    { class: 'card problem', role: 'alert', 'aria-label': title },
    h('div', { class: 'emblem warn' }, icon(iconOf(problem.code))),
    h('h1', {}, title),
    h('p', {}, problem.advice.replaceAll('SHA-256', SHA_256)),
    fingerprint && pinning(fingerprint),
    detail(problem, fingerprint),
    retry,
    h('p', { class: 'code' }, problem.code),
  );
}

/** A SHA-256 in the gateway's explanation: 64 hexadecimal digits, with or without colons. */
export function fingerprintOf(problem: Problem): string | undefined {
  if (!problem.code.startsWith('CERTIFICATE_')) return undefined;
  const match = /(?:[0-9a-f]{2}:?){31}[0-9a-f]{2}/i.exec(problem.detail ?? '');
  return match?.[0].replaceAll(':', '').toLowerCase();
}

function pinning(fingerprint: string): HTMLElement {
  const copy = h('button', { type: 'button', class: 'small' }, TEXT.copy);
  copy.addEventListener('click', async () => {
    await navigator.clipboard.writeText(fingerprint);
    copy.textContent = TEXT.copied;
  });
  return h(
    'div',
    { class: 'fingerprint' },
    h('div', { class: 'row' }, h('span', {}, TEXT.fingerprint), copy),
    h('code', {}, fingerprint.replace(/(.{4})(?=.)/g, '$1 ')),
    h('span', {}, TEXT.pin),
    h('code', {}, '--trust pin:SHA256'),
  );
}

/** The explanation, unless it would only say again what title, advice or fingerprint say. */
function detail(problem: Problem, fingerprint: string | undefined): HTMLElement | undefined {
  if (!problem.detail || fingerprint) return undefined;
  return h('p', { class: 'detail' }, problem.detail);
}

function buttonText(code: string): string {
  if (code === 'VIEWER_REPLACED') return TEXT.here;
  return /^(SESSION_|CONNECTION_LOST|DISCONNECTED|HOST_LOGGED_OFF|HOST_CLOSED)/.test(code)
    ? TEXT.reconnect
    : TEXT.retry;
}

function iconOf(code: string): IconName {
  if (/^(CERTIFICATE_|SECURITY_|HOST_NOT_AUTHENTIC)/.test(code)) return 'shield';
  if (/^(CREDENTIALS_|ACCOUNT_|NLA_|TOKEN_|LINK_)/.test(code)) return 'key';
  if (/^(HOST_NOT_FOUND|HOST_UNREACHABLE|HOST_TIMEOUT|GATEWAY_|CONNECTION_)/.test(code)) return 'unplugged';
  if (/^(SESSION_|HOST_LOGGED_OFF|HOST_CLOSED|DISCONNECTED)/.test(code)) return 'disconnect';
  return code === 'VIEWER_REPLACED' ? 'window' : 'warning';
}
