import { useState } from 'preact/hooks';
import { post } from '../core/api.js';
import { useNewPassword } from '../sign-in/new-password.js';
import { useAttempt } from '../sign-in/use-attempt.js';
import { STRINGS } from '../strings.js';
import { announce } from '../ui/announce.js';
import { Panel } from '../ui/panel.js';
import { ProblemNote } from '../ui/problem-note.js';
import { PasswordField } from '../ui/text-field.js';

const TEXT = STRINGS.account.password;

export function PasswordPanel() {
  // Another form in place of the one that was sent is an empty one.
  const [turn, setTurn] = useState(0);
  return (
    <Panel title={TEXT.title}>
      <PasswordForm
        key={turn}
        onDone={() => {
          setTurn(turn + 1);
          announce(TEXT.done);
        }}
      />
    </Panel>
  );
}

function PasswordForm({ onDone }: { onDone: () => void }) {
  const [current, setCurrent] = useState('');
  const { busy, problem, lockedFor, run } = useAttempt();
  const next = useNewPassword({ next: TEXT.next, repeat: TEXT.repeat }, problem);
  const submit = (event: Event): void => {
    event.preventDefault();
    if (next.check()) return;
    run(async () => {
      await post('/me/password', { current, password: next.password });
      onDone();
    });
  };
  return (
    <form class="stack" onSubmit={submit}>
      {problem && <ProblemNote problem={problem} />}
      <PasswordField
        label={TEXT.current}
        value={current}
        onInput={setCurrent}
        autoComplete="current-password"
        required
      />
      {next.fields}
      <div class="actions">
        <button type="submit" class="primary" disabled={busy || lockedFor > 0}>
          {TEXT.submit}
        </button>
      </div>
    </form>
  );
}
