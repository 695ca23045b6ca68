import { signal } from '@preact/signals';

const said = signal('');
let timer: ReturnType<typeof setTimeout> | undefined;

/** For so long a message is seen. */
const SEEN_MS = 6000;

/** Says in passing that something is done. Screen readers read it. */
export function announce(text: string): void {
  clearTimeout(timer);
  said.value = text;
  timer = setTimeout(() => {
    said.value = '';
  }, SEEN_MS);
}

export function Announcer() {
  return (
    <output class="announcer" aria-live="polite" data-shown={said.value !== '' || undefined}>
      {said.value}
    </output>
  );
}
