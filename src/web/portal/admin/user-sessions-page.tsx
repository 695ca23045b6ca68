import { useState } from 'preact/hooks';
import { get, post, problemOf, query } from '../core/api.js';
import { may } from '../core/me.js';
import { to } from '../core/router.js';
import { ago, type Time } from '../core/times.js';
import { openGranted, SHADOW } from '../session/sessions.js';
import { withStepUp } from '../sign-in/step-up-state.js';
import { capitalized, STRINGS } from '../strings.js';
import { announce } from '../ui/announce.js';
import { Confirm } from '../ui/dialog.js';
import { ProblemNote } from '../ui/problem-note.js';
import { SelectField } from '../ui/select-field.js';
import { TextField } from '../ui/text-field.js';
import { useDebounced } from '../ui/use-debounced.js';
import { Working } from '../ui/working.js';
import { DataTable } from './data-table.js';
import { MessageDialog } from './message-dialog.js';
import type { Page } from './resources.js';
import { usePages } from './use-pages.js';

const TEXT = STRINGS.admin.sessionsPage;

/** Somebody's session on a host. */
export interface UserSession {
  readonly id: string;
  readonly activityId?: string;
  readonly user: string;
  readonly displayName: string;
  readonly name: string;
  readonly host: string;
  readonly hostPool: string;
  readonly state: string;
  readonly since: Time;
}

/** What can be done with a session: the action that allows it, and where it is asked for. */
const ORDERS = [
  { need: 'session.message', path: 'message', label: TEXT.message },
  { need: 'session.shadow', path: 'shadow', label: TEXT.shadow },
  { need: 'session.disconnect', path: 'disconnect', label: TEXT.disconnect },
  { need: 'session.logoff', path: 'log-off', label: TEXT.logOff },
] as const;

type Order = (typeof ORDERS)[number];

/** Everybody's sessions. */
export function UserSessionsPage() {
  const [user, setUser] = useState('');
  const [state, setState] = useState('');
  const [asked, setAsked] = useState<{ order: Order; session: UserSession }>();
  const filters = useDebounced(query({ user: user.trim(), state }));
  const pages = usePages(`user-sessions${filters}`, (after, signal) => {
    const more = query({ after, limit: 100 }).slice(1);
    return get<Page<UserSession>>(`/user-sessions${filters === '' ? '?' : `${filters}&`}${more}`, signal);
  });
  return (
    <>
      <div class="page-head">
        <h1>{STRINGS.admin.sessions}</h1>
        <button type="button" class="small" onClick={pages.reload}>
          {STRINGS.refresh}
        </button>
      </div>
      <search class="filters">
        <TextField label={TEXT.user} value={user} onInput={setUser} autoCapitalize="none" />
        <SelectField
          label={TEXT.state}
          value={state}
          onChange={setState}
          options={[
            { value: '', label: TEXT.all },
            ...Object.entries(STRINGS.home.states).map(([value, label]) => ({ value, label })),
          ]}
        />
      </search>
      {pages.problem && <ProblemNote problem={pages.problem} />}
      {pages.loading ? (
        <Working />
      ) : pages.items.length === 0 ? (
        <p class="empty">{TEXT.none}</p>
      ) : (
        <DataTable
          label={STRINGS.admin.sessions}
          rows={pages.items}
          keyOf={({ id }) => id}
          columns={[
            { label: TEXT.user, cell: (session) => session.user },
            { label: TEXT.resource, cell: ({ displayName, name }) => displayName || name },
            {
              label: TEXT.host,
              cell: ({ host }) => <a href={to('admin', 'session-hosts', host)}>{host}</a>,
            },
            {
              label: TEXT.state,
              cell: ({ state: now }) => (
                <span class="badge" data-tone={now === 'active' ? 'good' : 'plain'}>
                  {STRINGS.home.states[now] ?? capitalized(now)}
                </span>
              ),
            },
            { label: TEXT.since, cell: ({ since }) => ago(since) },
            {
              label: TEXT.actions,
              actions: true,
              cell: (session) => (
                <span class="actions row-actions">
                  {ORDERS.filter(({ need }) => may(need)).map((order) => (
                    <button
                      type="button"
                      class="small plain"
                      key={order.path}
                      aria-label={`${order.label}: ${session.user}`}
                      onClick={() => setAsked({ order, session })}
                    >
                      {order.label}
                    </button>
                  ))}
                </span>
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
      {asked && <OrderDialog {...asked} onClose={() => setAsked(undefined)} onDone={pages.reload} />}
    </>
  );
}

interface OrderDialogProps {
  readonly order: Order;
  readonly session: UserSession;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

function OrderDialog({ order: { path, label }, session, onClose, onDone }: OrderDialogProps) {
  const { id, user } = session;
  if (path === 'message') return <MessageDialog id={id} user={user} onClose={onClose} />;
  const carryOut = async (): Promise<void> => {
    const answer = await withStepUp(() =>
      post<{ grant?: string } | undefined>(`/user-sessions/${encodeURIComponent(id)}/${path}`),
    );
    if (answer?.grant) {
      openGranted(answer.grant, { kind: SHADOW, name: id, displayName: TEXT.shadowOf(user) });
      return;
    }
    announce(TEXT.done);
    onDone();
  };
  return (
    <Confirm
      title={label}
      text={path === 'shadow' ? TEXT.shadowSure(user) : TEXT.sure(label, user)}
      action={label}
      danger={path !== 'shadow'}
      onConfirm={() => void carryOut().catch((error: unknown) => announce(capitalized(problemOf(error).title)))}
      onClose={onClose}
    />
  );
}
