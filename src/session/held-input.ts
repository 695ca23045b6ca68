import type { InputEvent } from '../rdp/input/events.js';

/** More keys than anybody has fingers. */
const MOST_HELD = 64;

/** What a viewer holds down, so that nothing stays down on the host when the viewer is gone. */
export class HeldInput {
  readonly #held = new Map<string, InputEvent>();

  note(events: readonly InputEvent[]): void {
    for (const event of events) this.#noteOne(event);
  }

  /** Events that let go of everything. */
  release(): InputEvent[] {
    const events = [...this.#held.values()];
    this.#held.clear();
    return events;
  }

  #noteOne(event: InputEvent): void {
    if (event.type === 'synchronize') this.#forgetKeys();
    if (event.type !== 'key' && event.type !== 'unicode' && event.type !== 'button') return;
    const name = nameOf(event);
    if (!event.down) this.#held.delete(name);
    else if (this.#held.size < MOST_HELD) this.#held.set(name, { ...event, down: false });
  }

  /** With the state of the lock keys the host lets go of all keys itself. */
  #forgetKeys(): void {
    for (const [name, { type }] of this.#held) if (type !== 'button') this.#held.delete(name);
  }
}

function nameOf(event: Extract<InputEvent, { type: 'key' | 'unicode' | 'button' }>): string {
  switch (event.type) {
    case 'key':
      return `key ${event.scancode} ${event.extended} ${event.extended1 ?? false}`;
    case 'unicode':
      return `unicode ${event.unit}`;
    case 'button':
      return `button ${event.button}`;
  }
}
