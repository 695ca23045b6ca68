import { useEffect, useState } from 'preact/hooks';
import { ApiError, type ProblemBody, problemOf } from '../core/api.js';
import { go, to } from '../core/router.js';
import { withStepUp } from '../sign-in/step-up-state.js';
import { STRINGS } from '../strings.js';
import { announce } from '../ui/announce.js';
import { Dialog } from '../ui/dialog.js';
import { ProblemNote } from '../ui/problem-note.js';
import type { Kind } from './document.js';
import { oneOf } from './navigation.js';
import { deleteResource } from './resources.js';

const TEXT = STRINGS.admin.kinds;

/** Asks before a resource goes, and says what keeps it. */
export function DeleteDialog({ kind, name, onClose }: { kind: Kind; name: string; onClose: () => void }) {
  const [problem, setProblem] = useState<ProblemBody>();
  const [busy, setBusy] = useState(true);
  // The gateway says what names it before anybody presses the button.
  useEffect(() => {
    deleteResource(kind.plural, name, { dryRun: true })
      .catch((error: unknown) => {
        if (error instanceof ApiError && error.code === 'POLICY_STEP_UP') return;
        setProblem(problemOf(error));
      })
      .finally(() => setBusy(false));
  }, [kind, name]);
  const remove = async (): Promise<void> => {
    setBusy(true);
    try {
      await withStepUp(() => deleteResource(kind.plural, name));
      announce(TEXT.deleted(name));
      onClose();
      go(to('admin', kind.plural), { replace: true });
    } catch (error) {
      setProblem(problemOf(error));
      setBusy(false);
    }
  };
  return (
    <Dialog title={TEXT.deleteTitle(oneOf(kind), name)} onClose={onClose}>
      {problem?.code === 'CONFLICT' && <p>{TEXT.deleteRefused}</p>}
      {problem ? <ProblemNote problem={problem} /> : <p>{TEXT.deleteText}</p>}
      <div class="actions">
        <button type="button" class="quiet" onClick={onClose}>
          {STRINGS.cancel}
        </button>
        <button type="button" class="primary danger" disabled={busy || problem !== undefined} onClick={remove}>
          {TEXT.delete}
        </button>
      </div>
    </Dialog>
  );
}
