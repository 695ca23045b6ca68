import { useState } from 'preact/hooks';
import { post } from '../core/api.js';
import { to } from '../core/router.js';
import { useAttempt } from '../sign-in/use-attempt.js';
import { STRINGS, words } from '../strings.js';
import { Panel } from '../ui/panel.js';
import { ProblemNote } from '../ui/problem-note.js';
import { SelectField } from '../ui/select-field.js';
import { TextField } from '../ui/text-field.js';
import { shorten } from './columns.js';
import { DataTable } from './data-table.js';
import { ReferenceField } from './form/reference-field.js';
import { isoTime } from './iso-time.js';

const TEXT = STRINGS.admin.whatIfPage;

interface Decision {
  readonly outcome: 'allow' | 'block' | 'stepUp';
  readonly requirements: Readonly<Record<string, unknown>>;
  readonly rights: Readonly<Record<string, unknown>>;
  readonly findings: readonly {
    readonly policy: string;
    readonly enforced: boolean;
    readonly outcome: string;
    readonly reason?: string;
  }[];
}

const TONES = { allow: 'good', block: 'bad', stepUp: 'warn' } as const;

/** What is opened, and the kind of resource that names it. */
const OPENED = { desktop: 'application-group', application: 'application' } as const;

/** Asks what policies would decide. */
export function WhatIfPage() {
  const [user, setUser] = useState<string>();
  const [kind, setKind] = useState<keyof typeof OPENED>('desktop');
  const [name, setName] = useState<string>();
  const [remote, setRemote] = useState('');
  const [time, setTime] = useState('');
  const [decision, setDecision] = useState<Decision>();
  const { busy, problem, run } = useAttempt();
  const submit = (event: Event): void => {
    event.preventDefault();
    const more = {
      ...(remote.trim() !== '' && { remote: remote.trim() }),
      ...(isoTime(time) && { time: isoTime(time) }),
    };
    run(async () => setDecision(await post<Decision>('/access-policies/what-if', { user, kind, name, ...more })));
  };
  const field = { required: true, readOnly: false, issues: problem?.issues ?? [], secrets: [] };
  return (
    <>
      <div class="page-head">
        <h1>{TEXT.title}</h1>
      </div>
      <p class="lead">{TEXT.text}</p>
      <form class="panel" onSubmit={submit}>
        {problem && <ProblemNote problem={problem} />}
        <div class="fields">
          <ReferenceField
            {...field}
            schema={{ 'x-reference': 'user' }}
            label={TEXT.user}
            path="user"
            value={user}
            onChange={(next) => setUser(next as string | undefined)}
          />
          <SelectField
            label={TEXT.kind}
            value={kind}
            onChange={(next) => setKind(next as keyof typeof OPENED)}
            options={Object.keys(OPENED).map((value) => ({ value, label: words(value) }))}
          />
          <ReferenceField
            {...field}
            key={kind}
            schema={{ 'x-reference': OPENED[kind] }}
            label={TEXT.name}
            path="name"
            value={name}
            onChange={(next) => setName(next as string | undefined)}
          />
          <TextField label={TEXT.remote} value={remote} onInput={setRemote} placeholder="192.0.2.7" />
          <TextField label={TEXT.time} type="datetime-local" value={time} onInput={setTime} />
        </div>
        <div class="actions">
          <button type="submit" class="primary" disabled={busy}>
            {TEXT.submit}
          </button>
        </div>
      </form>
      <div role="status">{decision && <Verdict decision={decision} />}</div>
    </>
  );
}

function Verdict({ decision: { outcome, requirements, rights, findings } }: { decision: Decision }) {
  return (
    <Panel title={TEXT.outcomes[outcome]}>
      <p>
        <span class="badge" data-tone={TONES[outcome]}>
          {TEXT.outcomes[outcome]}
        </span>
      </p>
      {outcome === 'stepUp' && (
        <>
          <h3>{TEXT.requirements}</h3>
          <List values={requirements} />
        </>
      )}
      <h3>{TEXT.rights}</h3>
      <List values={rights} />
      <h3>{TEXT.policies}</h3>
      {findings.length === 0 ? (
        <p>{STRINGS.none}</p>
      ) : (
        <DataTable
          label={TEXT.policies}
          rows={findings}
          keyOf={({ policy }) => policy}
          columns={[
            { label: TEXT.policy, cell: ({ policy }) => <a href={to('admin', 'access-policies', policy)}>{policy}</a> },
            {
              label: TEXT.outcome,
              cell: ({ outcome: says, reason }) =>
                says === 'notApplied' ? `${TEXT.notApplied} (${reason})` : (TEXT.outcomes[says] ?? says),
            },
            { label: TEXT.counts, cell: ({ enforced }) => (enforced ? TEXT.enforced : TEXT.reported) },
          ]}
        />
      )}
    </Panel>
  );
}

function List({ values }: { values: Readonly<Record<string, unknown>> }) {
  return (
    <dl class="facts">
      {Object.entries(values)
        .filter(([, value]) => value !== undefined && value !== null && shorten(value) !== '')
        .map(([key, value]) => [
          <dt key={`${key}-t`}>{words(key)}</dt>,
          <dd key={key}>{typeof value === 'boolean' ? (value ? STRINGS.yes : STRINGS.no) : words(shorten(value))}</dd>,
        ])}
    </dl>
  );
}
