import { useState } from 'preact/hooks';
import { get, post, query } from '../core/api.js';
import { exactly } from '../core/times.js';
import { useAttempt } from '../sign-in/use-attempt.js';
import { STRINGS } from '../strings.js';
import { ProblemNote } from '../ui/problem-note.js';
import { SelectField } from '../ui/select-field.js';
import { TextField } from '../ui/text-field.js';
import { useDebounced } from '../ui/use-debounced.js';
import { Working } from '../ui/working.js';
import { shorten } from './columns.js';
import { DataTable } from './data-table.js';
import { isoTime } from './iso-time.js';
import { PAGE_SIZE } from './resources.js';
import { usePages } from './use-pages.js';

const TEXT = STRINGS.admin.auditPage;

interface Entry {
  readonly seq: number;
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly target: string;
  readonly outcome: 'done' | 'refused' | 'failed';
  readonly detail: Readonly<Record<string, unknown>>;
  readonly remote: string;
}

type Verdict =
  | { readonly intact: true; readonly entries: number; readonly hash: string }
  | { readonly intact: false; readonly seq: number };

const TONES = { done: 'plain', refused: 'warn', failed: 'bad' } as const;

/** Who did what. */
export function AuditPage() {
  const [actor, setActor] = useState('');
  const [target, setTarget] = useState('');
  const [action, setAction] = useState('');
  const [outcome, setOutcome] = useState('');
  const [from, setFrom] = useState('');
  const given = { actor: actor.trim(), target: target.trim(), action: action.trim(), outcome, from: isoTime(from) };
  const filters = useDebounced(query(given));
  const pages = usePages(`audit${filters}`, async (before, signal) => {
    const path = `/audit${filters === '' ? '?' : `${filters}&`}${query({ before, limit: PAGE_SIZE }).slice(1)}`;
    const { items } = await get<{ items: Entry[] }>(path, signal);
    const last = items.at(-1)?.seq ?? 1;
    return { items, ...(items.length === PAGE_SIZE && last > 1 && { next: String(last) }) };
  });
  return (
    <>
      <div class="page-head">
        <h1>{STRINGS.admin.audit}</h1>
      </div>
      <Verify />
      <search class="filters">
        <TextField label={TEXT.actor} value={actor} onInput={setActor} autoCapitalize="none" />
        <TextField label={TEXT.action} value={action} onInput={setAction} autoCapitalize="none" />
        <TextField label={TEXT.target} value={target} onInput={setTarget} autoCapitalize="none" />
        <SelectField
          label={TEXT.outcome}
          value={outcome}
          onChange={setOutcome}
          options={[
            { value: '', label: STRINGS.admin.diagnosticsPage.any },
            ...Object.entries(TEXT.outcomes).map(([value, label]) => ({ value, label })),
          ]}
        />
        <TextField label={STRINGS.admin.diagnosticsPage.from} type="datetime-local" value={from} onInput={setFrom} />
      </search>
      {pages.problem && <ProblemNote problem={pages.problem} />}
      {pages.loading ? (
        <Working />
      ) : pages.items.length === 0 ? (
        <p class="empty">{TEXT.none}</p>
      ) : (
        <DataTable
          label={STRINGS.admin.audit}
          rows={pages.items}
          keyOf={({ seq }) => String(seq)}
          columns={[
            { label: TEXT.when, cell: ({ at }) => exactly(at) },
            { label: TEXT.actor, cell: (entry) => entry.actor },
            { label: TEXT.action, cell: (entry) => <code>{entry.action}</code> },
            { label: TEXT.target, cell: (entry) => entry.target || STRINGS.none },
            {
              label: TEXT.outcome,
              cell: (entry) => (
                <span class="badge" data-tone={TONES[entry.outcome]}>
                  {TEXT.outcomes[entry.outcome]}
                </span>
              ),
            },
            {
              label: TEXT.detail,
              cell: ({ detail, remote }) => (
                <span class="below">{[shorten(detail), remote].filter(Boolean).join(' · ') || STRINGS.none}</span>
              ),
            },
          ]}
        />
      )}
      {pages.more && (
        <button type="button" class="small" onClick={pages.more}>
          {STRINGS.more}
        </button>
      )}
    </>
  );
}

/** Has anybody changed what was written? */
function Verify() {
  const [verdict, setVerdict] = useState<Verdict>();
  const { busy, problem, run } = useAttempt();
  return (
    <div class="stack">
      <div class="actions">
        <button
          type="button"
          class="small"
          disabled={busy}
          onClick={() => run(async () => setVerdict(await post<Verdict>('/audit/verify')))}
        >
          {TEXT.verify}
        </button>
      </div>
      {problem && <ProblemNote problem={problem} />}
      <div role="status">
        {verdict?.intact === true && (
          <p>
            <span class="badge" data-tone="good">
              {TEXT.outcomes['done']}
            </span>{' '}
            {TEXT.intact(verdict.entries)} <code>{verdict.hash}</code>
          </p>
        )}
        {verdict?.intact === false && <p class="wrong">{TEXT.broken(verdict.seq)}</p>}
      </div>
    </div>
  );
}
