import { useEffect } from 'preact/hooks';
import { get } from '../core/api.js';
import { me } from '../core/me.js';
import { useLoad } from '../core/use-load.js';
import { viewTitle } from '../session/sessions.js';
import { STRINGS } from '../strings.js';
import { ThemeChoice } from '../ui/account-menu.js';
import { Panel } from '../ui/panel.js';
import { ProblemNote } from '../ui/problem-note.js';
import { Working } from '../ui/working.js';
import type { Factors } from './factors.js';
import { PasskeysPanel } from './passkeys-panel.js';
import { PasswordPanel } from './password-panel.js';
import { RecoveryPanel } from './recovery-panel.js';
import { SignInsPanel } from './sign-ins-panel.js';
import { TokensPanel } from './tokens-panel.js';
import { TotpPanel } from './totp-panel.js';

const TEXT = STRINGS.account;

/** Everything about the person's own sign-in. */
export function AccountPage() {
  const {
    value: factors,
    problem,
    loading,
    reload,
  } = useLoad('factors', (signal) => get<Factors>('/me/factors', signal));
  useEffect(() => {
    viewTitle.value = TEXT.title;
  }, []);
  return (
    <div class="page narrow-page">
      <div class="page-head">
        <h1>{TEXT.title}</h1>
      </div>
      <Profile />
      {problem && <ProblemNote problem={problem} />}
      {loading && <Working />}
      {factors && !factors.password && <p class="lead">{TEXT.external}</p>}
      {factors?.password && (
        <>
          <PasswordPanel />
          <TotpPanel factors={factors} onChange={reload} />
          <PasskeysPanel factors={factors} onChange={reload} />
          <RecoveryPanel factors={factors} onChange={reload} />
        </>
      )}
      <SignInsPanel />
      <TokensPanel />
    </div>
  );
}

function Profile() {
  const person = me.value;
  if (!person) return null;
  return (
    <Panel title={TEXT.profile}>
      <dl class="facts">
        <dt>{TEXT.name}</dt>
        <dd>{person.displayName}</dd>
        <dt>{TEXT.user}</dt>
        <dd>{person.user}</dd>
        <dt>{TEXT.groups}</dt>
        <dd>{person.groups.join(', ') || STRINGS.none}</dd>
        <dt>{TEXT.signedInBy}</dt>
        <dd>{person.provider === 'local' ? TEXT.local : person.provider}</dd>
        <dt>{TEXT.multiFactor}</dt>
        <dd>{person.multiFactor ? STRINGS.yes : STRINGS.no}</dd>
      </dl>
      <ThemeChoice />
    </Panel>
  );
}
