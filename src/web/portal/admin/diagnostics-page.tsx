import { useState } from 'preact/hooks';
import { apiUrl, get, query } from '../core/api.js';
import { STRINGS } from '../strings.js';
import { ProblemNote } from '../ui/problem-note.js';
import { SelectField } from '../ui/select-field.js';
import { TextField } from '../ui/text-field.js';
import { useDebounced } from '../ui/use-debounced.js';
import { Working } from '../ui/working.js';
import { type ConnectionRecord, ConnectionTable } from './connection-table.js';
import { isoTime } from './iso-time.js';
import type { Page } from './resources.js';
import { usePages } from './use-pages.js';

const TEXT = STRINGS.admin.diagnosticsPage;
const OUTCOMES = STRINGS.admin.overviewPage.outcomes;

/** How connections went. */
export function DiagnosticsPage() {
  const [user, setUser] = useState('');
  const [host, setHost] = useState('');
  const [outcome, setOutcome] = useState('');
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const filters = useDebounced(
    query({ user: user.trim(), host: host.trim(), outcome, from: isoTime(from), to: isoTime(to) }),
  );
  const pages = usePages(`diagnostics${filters}`, (after, signal) => {
    const more = query({ after, limit: 50 }).slice(1);
    return get<Page<ConnectionRecord>>(`/diagnostics${filters === '' ? '?' : `${filters}&`}${more}`, signal);
  });
  return (
    <>
      <div class="page-head">
        <h1>{STRINGS.admin.diagnostics}</h1>
        <a class="small" href={apiUrl(`/diagnostics/export${filters}`)} download="connections.jsonl">
          {TEXT.export}
        </a>
      </div>
      <search class="filters">
        <TextField label={TEXT.user} value={user} onInput={setUser} autoCapitalize="none" />
        <TextField label={TEXT.host} value={host} onInput={setHost} autoCapitalize="none" />
        <SelectField
          label={TEXT.outcome}
          value={outcome}
          onChange={setOutcome}
          options={[
            { value: '', label: TEXT.any },
            ...Object.entries(OUTCOMES).map(([value, label]) => ({ value, label })),
          ]}
        />
        <TextField label={TEXT.from} type="datetime-local" value={from} onInput={setFrom} />
        <TextField label={TEXT.to} type="datetime-local" value={to} onInput={setTo} />
      </search>
      {pages.problem && <ProblemNote problem={pages.problem} />}
      {pages.loading ? (
        <Working />
      ) : pages.items.length === 0 ? (
        <p class="empty">{TEXT.none}</p>
      ) : (
        <ConnectionTable label={STRINGS.admin.diagnostics} connections={pages.items} />
      )}
      {pages.more && (
        <button type="button" class="small" onClick={pages.more}>
          {STRINGS.more}
        </button>
      )}
    </>
  );
}
