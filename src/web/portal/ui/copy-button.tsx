import { STRINGS } from '../strings.js';
import { announce } from './announce.js';

export function CopyButton({ text }: { text: string }) {
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text);
    announce(STRINGS.copied);
  };
  return (
    <button type="button" class="small" onClick={() => void copy().catch(() => {})}>
      {STRINGS.copy}
    </button>
  );
}
