import type { Notice } from '../../wire/messages.js';
import { STRINGS } from '../strings.js';
import { h } from './dom.js';

/** Something that an administrator tells the person; it stays until it is read. */
export function messageNote({ title, text }: Notice, onClosed: () => void): HTMLElement {
  const close = (): void => {
    note.remove();
    onClosed();
  };
  const note = h(
    'div',
    { class: 'message-note', role: 'alert' },
    h('div', { class: 'words' }, h('strong', {}, title), h('p', {}, text)),
    h('button', { type: 'button', class: 'small', onclick: close }, STRINGS.messageRead),
  );
  return note;
}
