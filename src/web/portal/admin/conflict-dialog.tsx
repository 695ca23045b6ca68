import { STRINGS } from '../strings.js';
import { Dialog } from '../ui/dialog.js';

const TEXT = STRINGS.admin.kinds;

interface ConflictDialogProps {
  readonly onClose: () => void;
  readonly onReload: () => void;
  readonly onOverwrite: () => void;
}

/** Somebody else saved first: whose version counts is the person's decision. */
export function ConflictDialog({ onClose, onReload, onOverwrite }: ConflictDialogProps) {
  const after = (work: () => void) => (): void => {
    onClose();
    work();
  };
  return (
    <Dialog title={TEXT.changedTitle} onClose={onClose}>
      <p>{TEXT.changedText}</p>
      <div class="actions">
        <button type="button" class="secondary" onClick={after(onReload)}>
          {TEXT.reload}
        </button>
        <button type="button" class="primary danger" onClick={after(onOverwrite)}>
          {TEXT.overwrite}
        </button>
      </div>
    </Dialog>
  );
}
