import { useEffect, useState } from 'preact/hooks';
import { post } from '../core/api.js';
import { STRINGS } from '../strings.js';
import { ProblemNote } from '../ui/problem-note.js';
import { Front } from './front.js';
import { linkToken, toPortal } from './link-token.js';
import { useNewPassword } from './new-password.js';
import { useAttempt } from './use-attempt.js';

const TEXT = STRINGS.reset;

/** Setting a password by a link that an administrator handed over. */
export function ResetPage() {
  const token = linkToken();
  const [user, setUser] = useState<string>();
  const [done, setDone] = useState(false);
  const { busy, problem, run } = useAttempt(token === '' ? TEXT.missing : undefined);
  const next = useNewPassword(
    { next: STRINGS.account.password.next, repeat: STRINGS.account.password.repeat },
    problem,
  );
  useEffect(() => {
    if (token === '') return;
    run(async () => setUser((await post<{ user: string }>('/reset/look', { token })).user));
  }, [token, run]);
  const submit = (event: Event): void => {
    event.preventDefault();
    if (next.check()) return;
    run(async () => {
      await post('/reset', { token, password: next.password });
      setDone(true);
    });
  };
  if (done) {
    return (
      <Front title={TEXT.done}>
        <button type="button" class="primary" onClick={toPortal}>
          {TEXT.toSignIn}
        </button>
      </Front>
    );
  }
  return (
    <Front title={TEXT.title} {...(user !== undefined && { text: TEXT.textFor(user) })}>
      {problem && <ProblemNote problem={problem} />}
      {user !== undefined && (
        <form class="stack" onSubmit={submit}>
          <input type="hidden" autoComplete="username" value={user} />
          {next.fields}
          <button type="submit" class="primary" disabled={busy}>
            {TEXT.submit}
          </button>
        </form>
      )}
    </Front>
  );
}
