import type { InputEvent } from '../../wire/input.js';
import { Keyboard } from './keyboard.js';
import type { Platform } from './platform.js';
import { buttonOf, type DesktopPoint, Pointer } from './pointer.js';
import { TextInput } from './text-input.js';
import { Touch } from './touch.js';

/** The picture, as far as input needs it. */
export interface InputSurface {
  readonly element: HTMLElement;
  /** The desktop pixel under a place in the window. */
  at(clientX: number, clientY: number): DesktopPoint;
  follow(clientX: number, clientY: number): void;
  readonly zoomed: boolean;
  panBy(dx: number, dy: number): void;
  zoomBy(factor: number, clientX: number, clientY: number): void;
}

export interface DesktopInputOptions {
  readonly surface: InputSurface;
  /** Hidden text area that holds the focus and receives composed text. */
  readonly area: HTMLTextAreaElement;
  readonly platform: Platform;
  /** Takes events in the order in which they happened. */
  readonly send: (event: InputEvent) => void;
  /** Control, Alt and Shift were pressed together and nothing else: the person wants to leave the desktop. */
  readonly onLeave: () => void;
}

const later = (task: () => void, ms: number): (() => void) => {
  const timer = setTimeout(task, ms);
  return () => clearTimeout(timer);
};

const LEAVE_KEYS = ['Control', 'Alt', 'Shift'];

/** Listens to keyboard, mouse, wheel and fingers over the desktop. Owns its listeners until `dispose`. */
export class DesktopInput {
  readonly keyboard: Keyboard;
  readonly #pointer: Pointer;
  readonly #touch: Touch;
  readonly #text: TextInput;
  readonly #options: DesktopInputOptions;
  readonly #abort = new AbortController();

  constructor(options: DesktopInputOptions) {
    this.#options = options;
    const { send, platform, surface } = options;
    this.keyboard = new Keyboard({ platform, send, later });
    this.#pointer = new Pointer({ send, nextFrame: (task) => requestAnimationFrame(task) });
    this.#touch = new Touch({ actions: touchActions(surface, this.#pointer), later });
    this.#text = new TextInput(
      options.area,
      { text: (text) => this.keyboard.text(text), tap: (code) => this.keyboard.chord([code]) },
      this.#abort.signal,
    );
    this.#listenToKeys();
    this.#listenToMouse();
    this.#listenToTouch();
    this.#listenToFocus();
  }

  /** Gives the keyboard to the desktop. A touch screen shows its own keyboard only when asked to. */
  focus({ virtualKeyboard = false } = {}): void {
    const { area } = this.#options;
    area.inputMode = virtualKeyboard ? 'text' : 'none';
    // A virtual keyboard opens only for an element that was not focused yet.
    if (virtualKeyboard) area.blur();
    area.focus({ preventScroll: true });
  }

  releaseAll(): void {
    this.#touch.cancel();
    this.keyboard.releaseAll();
    this.#pointer.releaseAll();
  }

  dispose(): void {
    this.releaseAll();
    this.#abort.abort();
  }

  #listenToKeys(): void {
    const { area, onLeave } = this.#options;
    const { signal } = this.#abort;
    let leaving = false;
    const onDown = (event: KeyboardEvent) => {
      this.#text.keyPressed(event.code);
      if (this.keyboard.down(event)) event.preventDefault();
      leaving = LEAVE_KEYS.includes(event.key) && LEAVE_KEYS.every((name) => event.getModifierState(name));
    };
    const onUp = (event: KeyboardEvent) => {
      if (this.keyboard.up(event)) event.preventDefault();
      if (leaving) onLeave();
      leaving = false;
    };
    area.addEventListener('keydown', onDown, { signal });
    area.addEventListener('keyup', onUp, { signal });
  }

  #listenToMouse(): void {
    const { surface } = this.#options;
    const on = this.#listener(surface.element);
    on('pointerdown', (event) => event.pointerType !== 'touch' && this.#press(event));
    on('pointermove', (event) => event.pointerType !== 'touch' && this.#move(event));
    on('pointerup', (event) => event.pointerType !== 'touch' && this.#lift(event));
    on('pointercancel', () => this.#pointer.releaseAll());
    on('lostpointercapture', () => this.#pointer.releaseAll());
    // The buttons 4 and 5 would leave the page, the right one would open the browser's menu.
    for (const name of ['mousedown', 'mouseup', 'auxclick', 'contextmenu', 'dragstart'] as const) {
      on(name, (event) => event.preventDefault());
    }
    const wheel = (event: WheelEvent) => {
      event.preventDefault();
      this.keyboard.observe(event);
      this.#pointer.wheel(event, surface.at(event.clientX, event.clientY));
    };
    surface.element.addEventListener('wheel', wheel, { passive: false, signal: this.#abort.signal });
  }

  #press(event: PointerEvent): void {
    const { surface } = this.#options;
    this.focus();
    surface.element.setPointerCapture(event.pointerId);
    this.#placeArea(event);
    this.#button(event, true);
  }

  #move(event: PointerEvent): void {
    const { surface } = this.#options;
    surface.follow(event.clientX, event.clientY);
    const at = surface.at(event.clientX, event.clientY);
    // A second button's press or release arrives as a move (Pointer Events, chorded button interactions).
    if (event.button >= 0) this.#button(event, (event.buttons & (1 << [0, 2, 1, 3, 4][event.button])) !== 0);
    else this.#pointer.move(at);
    this.#pointer.buttons(event.buttons, at);
  }

  #lift(event: PointerEvent): void {
    this.#button(event, false);
    this.#pointer.buttons(event.buttons, this.#options.surface.at(event.clientX, event.clientY));
  }

  #button(event: PointerEvent, down: boolean): void {
    const button = buttonOf(event.button);
    if (!button) return;
    this.keyboard.observe(event);
    this.#pointer.button(button, down, this.#options.surface.at(event.clientX, event.clientY));
  }

  /** An input method opens its window where the text area is; the last click is where people write. */
  #placeArea({ clientX, clientY }: PointerEvent): void {
    const { area, surface } = this.#options;
    const { left, top } = surface.element.getBoundingClientRect();
    area.style.left = `${clientX - left}px`;
    area.style.top = `${clientY - top}px`;
  }

  #listenToTouch(): void {
    const on = this.#listener(this.#options.surface.element);
    const only = (act: (event: PointerEvent) => void) => (event: PointerEvent) => {
      if (event.pointerType === 'touch') act(event);
    };
    on(
      'pointerdown',
      only((event) => this.#touch.down(event.pointerId, event.clientX, event.clientY)),
    );
    on(
      'pointermove',
      only((event) => this.#touch.move(event.pointerId, event.clientX, event.clientY)),
    );
    on(
      'pointerup',
      only((event) => this.#touch.up(event.pointerId)),
    );
    on(
      'pointercancel',
      only(() => this.#touch.cancel()),
    );
  }

  #listenToFocus(): void {
    const { signal } = this.#abort;
    const release = () => this.releaseAll();
    this.#options.area.addEventListener('blur', release, { signal });
    window.addEventListener('blur', release, { signal });
    window.addEventListener('pagehide', release, { signal });
    document.addEventListener('visibilitychange', () => document.hidden && release(), { signal });
  }

  #listener(element: HTMLElement) {
    const { signal } = this.#abort;
    return <Name extends keyof HTMLElementEventMap>(
      name: Name,
      listener: (event: HTMLElementEventMap[Name]) => void,
    ): void => element.addEventListener(name, listener, { signal });
  }
}

/** Fingers act as a mouse whose button is a tap; two of them scroll, or move a zoomed picture. */
function touchActions(surface: InputSurface, pointer: Pointer): ConstructorParameters<typeof Touch>[0]['actions'] {
  const click = (button: 'left' | 'right', x: number, y: number) => {
    const at = surface.at(x, y);
    pointer.move(at);
    pointer.button(button, true, at);
    pointer.button(button, false, at);
  };
  return {
    tap: (x, y) => click('left', x, y),
    longPress: (x, y) => click('right', x, y),
    dragStart: (x, y) => {
      pointer.move(surface.at(x, y));
      pointer.button('left', true, surface.at(x, y));
    },
    dragMove: (x, y) => pointer.move(surface.at(x, y)),
    dragEnd: (x, y) => pointer.button('left', false, surface.at(x, y)),
    slide: (dx, dy, x, y) => {
      if (surface.zoomed) surface.panBy(dx, dy);
      else pointer.wheel({ deltaX: -dx * TOUCH_SCROLL, deltaY: -dy * TOUCH_SCROLL, deltaMode: 0 }, surface.at(x, y));
    },
    pinch: (factor, x, y) => surface.zoomBy(factor, x, y),
  };
}

/** A wheel's notch is 100 pixels, of which a finger would have to move many; most hosts scroll three lines for it. */
const TOUCH_SCROLL = 2.5;
