import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { AccountPage } from './account/account-page.js';
import { type ProblemBody, problemOf } from './core/api.js';
import { loadMe, me } from './core/me.js';
import { go, route } from './core/router.js';
import { HomePage } from './home/home-page.js';
import { OpeningView } from './session/opening-view.js';
import { activeKey, openSession } from './session/sessions.js';
import { ResetPage } from './sign-in/reset-page.js';
import { SetupPage } from './sign-in/setup-page.js';
import { SignInPage } from './sign-in/sign-in-page.js';
import { StepUpDialog } from './sign-in/step-up.js';
import { STRINGS } from './strings.js';
import { Announcer } from './ui/announce.js';
import { ProblemNote } from './ui/problem-note.js';
import { Shell } from './ui/shell.js';
import { Working } from './ui/working.js';

const page = (): string => /[^/]*$/.exec(location.pathname)?.[0] ?? '';

export function App() {
  if (page() === 'setup') return <SetupPage />;
  if (page() === 'reset') return <ResetPage />;
  return (
    <>
      <Portal />
      <StepUpDialog />
      <Announcer />
    </>
  );
}

function Portal() {
  const [problem, setProblem] = useState<ProblemBody>();
  useEffect(() => {
    loadMe().catch((error) => setProblem(problemOf(error)));
  }, []);
  if (problem) {
    return (
      <main class="centred">
        <ProblemNote problem={problem} />
        <button type="button" class="primary" onClick={() => location.reload()}>
          {STRINGS.again}
        </button>
      </main>
    );
  }
  if (me.value === undefined) return <Working />;
  if (me.value === null) return <SignInPage />;
  return <SignedIn />;
}

function SignedIn() {
  const [first] = route.value.parts;
  // From where a provider sent the browser back to.
  useEffect(() => {
    if (page() === 'sign-in') history.replaceState(null, '', new URL('.', location.href).pathname + location.hash);
  }, []);
  const session = activeKey.value;
  useEffect(() => {
    if (first === 'session' && session === undefined) go('#/', { replace: true });
  }, [first, session]);
  const [, kind, name] = route.value.parts;
  // An address that opens something, such as that of an application that is not shown among the others.
  useEffect(() => {
    if (first === 'open' && kind && name) openSession({ kind, name, displayName: name }, { replace: true });
  }, [first, kind, name]);
  return <Shell>{first === 'session' ? <OpeningView /> : <View first={first} />}</Shell>;
}

function View({ first }: { first: string | undefined }) {
  if (first === 'account') return <AccountPage />;
  if (first === 'admin') return <Administration />;
  return <HomePage />;
}

/** The administrator view is loaded when somebody goes there. */
function Administration() {
  const [Page, setPage] = useState<ComponentType>();
  const [problem, setProblem] = useState<ProblemBody>();
  useEffect(() => {
    import('./admin/admin-page.js').then(
      ({ AdminPage }) => setPage(() => AdminPage),
      (error) => setProblem(problemOf(error)),
    );
  }, []);
  if (problem) return <ProblemNote problem={problem} />;
  return Page ? <Page /> : <Working />;
}
