export interface TextTarget {
  /** Text to type. */
  text(text: string): void;
  /** A key without a place of its own on a virtual keyboard. */
  tap(code: 'Backspace' | 'Delete' | 'Enter'): void;
}

/** Characters kept before the caret, so that a virtual keyboard has something to delete. */
const PADDING = '\u200b\u200b\u200b\u200b';

const DELETES: Readonly<Record<string, 'Backspace' | 'Delete'>> = {
  deleteContentBackward: 'Backspace',
  deleteWordBackward: 'Backspace',
  deleteSoftLineBackward: 'Backspace',
  deleteContentForward: 'Delete',
  deleteWordForward: 'Delete',
};

/**
 * Text that arrives without key presses: from an input method, dead keys, a virtual keyboard or an emoji picker. Listens
 * on a hidden text area, which therefore is what holds the focus while the desktop is used.
 *
 * An input method of a real keyboard composes on the person's own screen and sends the result. A virtual keyboard
 * composes whole words; waiting for their end would feel dead, so its text is sent as it grows, corrected by backspaces.
 */
export class TextInput {
  readonly #area: HTMLTextAreaElement;
  readonly #target: TextTarget;
  /** Set by the last key press: a key without a place comes from a virtual keyboard. */
  #virtual = false;
  #composing = false;
  #sent = '';

  constructor(area: HTMLTextAreaElement, target: TextTarget, signal: AbortSignal) {
    this.#area = area;
    this.#target = target;
    const on = <Name extends keyof HTMLElementEventMap>(
      name: Name,
      listener: (event: HTMLElementEventMap[Name]) => void,
    ): void => area.addEventListener(name, listener, { signal });
    on('beforeinput', (event) => this.#beforeInput(event));
    on('compositionstart', () => this.#start());
    on('compositionupdate', ({ data }) => this.#virtual && this.#grow(data));
    on('compositionend', ({ data }) => this.#end(data));
    on('input', () => !this.#composing && this.#clear());
    this.#clear();
  }

  keyPressed(code: string): void {
    this.#virtual = code === '' || code === 'Unidentified';
  }

  #beforeInput(event: InputEvent): void {
    if (this.#composing || event.isComposing) return;
    event.preventDefault();
    const { inputType, data } = event;
    const deletes = DELETES[inputType];
    if (deletes) this.#target.tap(deletes);
    else if (inputType === 'insertLineBreak' || inputType === 'insertParagraph') this.#target.tap('Enter');
    else if (data && inputType.startsWith('insert')) this.#target.text(data);
  }

  #start(): void {
    this.#composing = true;
    this.#sent = '';
  }

  #end(data: string): void {
    this.#composing = false;
    if (this.#virtual) this.#grow(data);
    else if (data) this.#target.text(data);
    this.#clear();
  }

  /** Changes what was sent of a composition into `text`, by code point from the first difference on. */
  #grow(text: string): void {
    const [before, after] = [[...this.#sent], [...text]];
    let same = 0;
    while (same < before.length && before[same] === after[same]) same += 1;
    for (let i = same; i < before.length; i++) this.#target.tap('Backspace');
    if (same < after.length) this.#target.text(after.slice(same).join(''));
    this.#sent = text;
  }

  #clear(): void {
    this.#area.value = PADDING;
    this.#area.setSelectionRange(PADDING.length, PADDING.length);
  }
}
