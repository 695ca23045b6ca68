import { useState } from 'preact/hooks';
import { get, post, remove } from '../core/api.js';
import { ago, moment } from '../core/times.js';
import { useLoad } from '../core/use-load.js';
import { withStepUp } from '../sign-in/step-up-state.js';
import { useAttempt } from '../sign-in/use-attempt.js';
import { STRINGS, words } from '../strings.js';
import { CopyButton } from '../ui/copy-button.js';
import { Icon } from '../ui/icon.js';
import { Panel } from '../ui/panel.js';
import { ProblemNote } from '../ui/problem-note.js';
import { SelectField } from '../ui/select-field.js';
import { TextField } from '../ui/text-field.js';

const TEXT = STRINGS.account.tokens;

interface Token {
  readonly id: string;
  readonly label: string;
  readonly role: string;
  readonly expiresAt: string;
  readonly usedAt?: string;
}

/** From the one that may least to the one that may most. */
const ROLES = ['User', 'Reader', 'SessionOperator', 'HostPoolOperator', 'Contributor', 'Administrator'];

/** Tokens with which programs act for the person. */
export function TokensPanel() {
  const { value, problem, reload } = useLoad('tokens', (signal) => get<{ items: Token[] }>('/me/tokens', signal));
  const attempt = useAttempt();
  const [secret, setSecret] = useState<string>();
  const revoke = ({ id }: Token): void =>
    attempt.run(async () => {
      await remove(`/me/tokens/${id}`);
      reload();
    });
  const wrong = attempt.problem ?? problem;
  return (
    <Panel title={TEXT.title}>
      <p>{TEXT.text}</p>
      {wrong && <ProblemNote problem={wrong} />}
      {value?.items.length === 0 && <p class="hint">{TEXT.none}</p>}
      <ul class="rows">
        {value?.items.map((token) => (
          <li key={token.id}>
            <span class="words">
              <span class="name">{token.label}</span>
              <span class="below">
                {words(token.role)}, {TEXT.expires(moment(token.expiresAt))},{' '}
                {token.usedAt ? TEXT.used(ago(token.usedAt)) : TEXT.unused}
              </span>
            </span>
            <button
              type="button"
              class="tool"
              aria-label={TEXT.revoke(token.label)}
              title={TEXT.revoke(token.label)}
              onClick={() => revoke(token)}
            >
              <Icon name="trash" />
            </button>
          </li>
        ))}
      </ul>
      {secret && (
        <div class="shown-once" role="status">
          <p>{TEXT.shown}</p>
          <code class="secret">{secret}</code>
          <CopyButton text={secret} />
        </div>
      )}
      <NewToken
        onMade={(made) => {
          setSecret(made);
          reload();
        }}
      />
    </Panel>
  );
}

function NewToken({ onMade }: { onMade: (secret: string) => void }) {
  const [label, setLabel] = useState('');
  const [role, setRole] = useState('Reader');
  const [days, setDays] = useState('30');
  const { busy, problem, run } = useAttempt();
  const submit = (event: Event): void => {
    event.preventDefault();
    run(async () => {
      const body = { label, role, days: Number(days) };
      onMade((await withStepUp(() => post<{ secret: string }>('/me/tokens', body))).secret);
      setLabel('');
    });
  };
  return (
    <form class="inline" onSubmit={submit}>
      {problem && <ProblemNote problem={problem} />}
      <TextField label={TEXT.label} value={label} onInput={setLabel} maxLength={128} required />
      <SelectField
        label={TEXT.role}
        value={role}
        onChange={setRole}
        options={ROLES.map((value) => ({ value, label: words(value) }))}
      />
      <TextField label={TEXT.days} value={days} onInput={setDays} type="number" min={1} max={366} required />
      <button type="submit" class="small" disabled={busy}>
        {TEXT.make}
      </button>
    </form>
  );
}
