import { useState } from 'preact/hooks';
import { post } from '../core/api.js';
import { useAttempt } from '../sign-in/use-attempt.js';
import { STRINGS } from '../strings.js';
import { announce } from '../ui/announce.js';
import { Dialog } from '../ui/dialog.js';
import { ProblemNote } from '../ui/problem-note.js';
import { TextField } from '../ui/text-field.js';

const TEXT = STRINGS.admin.sessionsPage;

/** A message that the person sees over their desktop. */
export function MessageDialog({ id, user, onClose }: { id: string; user: string; onClose: () => void }) {
  const [title, setTitle] = useState('');
  const [text, setText] = useState('');
  const { busy, problem, run } = useAttempt();
  const submit = (event: Event): void => {
    event.preventDefault();
    run(async () => {
      const body = { ...(title.trim() !== '' && { title: title.trim() }), text };
      await post(`/user-sessions/${encodeURIComponent(id)}/message`, body);
      announce(TEXT.sent);
      onClose();
    });
  };
  return (
    <Dialog title={TEXT.messageTitle(user)} onClose={onClose}>
      <form class="stack" onSubmit={submit}>
        {problem && <ProblemNote problem={problem} />}
        <TextField label={TEXT.messageHeading} value={title} onInput={setTitle} maxLength={128} />
        <div class="field">
          <label for="message-text">{TEXT.messageText}</label>
          <textarea
            id="message-text"
            value={text}
            rows={4}
            maxLength={2000}
            required
            onInput={(event) => setText(event.currentTarget.value)}
          />
        </div>
        <div class="actions">
          <button type="submit" class="primary" disabled={busy}>
            {TEXT.send}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
