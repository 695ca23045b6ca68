import { useState } from 'preact/hooks';
import { post } from '../core/api.js';
import { STRINGS } from '../strings.js';
import { ProblemNote } from '../ui/problem-note.js';
import { TextField } from '../ui/text-field.js';
import { Front } from './front.js';
import { linkToken, toPortal } from './link-token.js';
import { useNewPassword } from './new-password.js';
import { useAttempt } from './use-attempt.js';

const TEXT = STRINGS.setup;

/** First start: whoever has the link becomes administrator. */
export function SetupPage() {
  const token = linkToken();
  const [user, setUser] = useState('');
  const [displayName, setDisplayName] = useState('');
  const { busy, problem, run } = useAttempt(token === '' ? TEXT.missing : undefined);
  const next = useNewPassword({ next: TEXT.password, repeat: TEXT.repeat }, problem);
  const wrong = (path: string): string | undefined => problem?.issues?.find((issue) => issue.path === path)?.message;
  const submit = (event: Event): void => {
    event.preventDefault();
    if (next.check()) return;
    run(async () => {
      await post('/setup', { token, user: user.trim().toLowerCase(), displayName, password: next.password });
      toPortal();
    });
  };
  return (
    <Front title={TEXT.title} text={TEXT.text}>
      <form class="stack" onSubmit={submit}>
        {problem && <ProblemNote problem={problem} />}
        <TextField
          label={TEXT.displayName}
          value={displayName}
          onInput={setDisplayName}
          problem={wrong('displayName')}
          autoComplete="name"
          maxLength={128}
          required
          autoFocus
        />
        <TextField
          label={TEXT.user}
          value={user}
          onInput={setUser}
          hint={TEXT.userHint}
          problem={wrong('user')}
          autoComplete="username"
          autoCapitalize="none"
          spellcheck={false}
          maxLength={128}
          required
        />
        {next.fields}
        <button type="submit" class="primary" disabled={busy || token === ''}>
          {TEXT.submit}
        </button>
      </form>
    </Front>
  );
}
