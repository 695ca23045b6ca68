import { STRINGS } from '../strings.js';

/** Something is on its way. */
export function Working() {
  return (
    <div class="working-note" role="status">
      <span class="spinner" aria-hidden="true" />
      {STRINGS.loading}
    </div>
  );
}
