import { Keyboard, type KeyPress } from '../../src/web/input/keyboard.js';
import type { Platform } from '../../src/web/input/platform.js';
import type { InputEvent } from '../../src/wire/input.js';

/** A key press as a browser reports it; the modifiers that are down are named. */
export function press(
  code: string,
  key: string,
  more: Partial<KeyPress> & { mods?: readonly string[] } = {},
): KeyPress {
  const { mods = [], ...rest } = more;
  return {
    code,
    key,
    keyCode: key === 'Process' ? 229 : 65,
    repeat: false,
    isComposing: false,
    getModifierState: (name) => mods.includes(name),
    ...rest,
  };
}

/** An input event in one short word: `+1e` is scancode 1E down, `-e01d` E0 1D up, `+'é` Unicode, `sync:c` Caps Lock on. */
export function short(event: InputEvent): string {
  switch (event.type) {
    case 'key': {
      const prefix = event.extended1 ? 'e1' : event.extended ? 'e0' : '';
      return `${event.down ? '+' : '-'}${prefix}${event.scancode.toString(16).padStart(2, '0')}`;
    }
    case 'unicode':
      return `${event.down ? '+' : '-'}'${String.fromCharCode(event.unit)}`;
    case 'synchronize': {
      const { scrollLock, numLock, capsLock } = event;
      return `sync:${scrollLock ? 's' : ''}${numLock ? 'n' : ''}${capsLock ? 'c' : ''}`;
    }
    case 'move':
      return `move ${event.x},${event.y}`;
    case 'button':
      return `${event.down ? '+' : '-'}${event.button} ${event.x},${event.y}`;
    case 'wheel':
      return `${event.axis} ${event.delta} ${event.x},${event.y}`;
  }
}

/** A keyboard that writes down what it sends, and a clock that runs when told to. */
export function keyboardOn(system: Platform['system']) {
  const sent: string[] = [];
  const tasks = new Set<() => void>();
  const keyboard = new Keyboard({
    platform: { system, hasNumLock: system === 'windows' || system === 'linux' },
    send: (event) => sent.push(short(event)),
    later: (task) => {
      tasks.add(task);
      return () => tasks.delete(task);
    },
  });
  return {
    keyboard,
    /** What was sent since the last call; the first synchronisation is left out. */
    sent: () => sent.splice(0).filter((event, index) => !(index === 0 && event.startsWith('sync:'))),
    all: () => sent.splice(0),
    runTimers: () => {
      for (const task of [...tasks]) {
        tasks.delete(task);
        task();
      }
    },
  };
}
