import { useEffect, useState } from 'preact/hooks';
import { route, to } from '../core/router.js';
import { useLoad } from '../core/use-load.js';
import { viewTitle } from '../session/sessions.js';
import { STRINGS } from '../strings.js';
import { Icon } from '../ui/icon.js';
import { ProblemNote } from '../ui/problem-note.js';
import { Working } from '../ui/working.js';
import { AuditPage } from './audit-page.js';
import { ConnectionPage } from './connection-page.js';
import { DescriptionContext } from './context.js';
import { DiagnosticsPage } from './diagnostics-page.js';
import { type Description, describe } from './document.js';
import { type Section, sectionsFor } from './navigation.js';
import { OverviewPage } from './overview-page.js';
import { ResourceList } from './resource-list.js';
import { NEW, ResourcePage } from './resource-page.js';
import { UserSessionsPage } from './user-sessions-page.js';
import { WhatIfPage } from './what-if-page.js';

const TEXT = STRINGS.admin;

/** Everything that administrators set up and watch; each sees what their roles allow. */
export function AdminPage() {
  const { value: description, problem } = useLoad('description', describe);
  if (problem) return <ProblemNote problem={problem} />;
  if (!description) return <Working />;
  const sections = sectionsFor(description);
  return (
    <DescriptionContext.Provider value={description}>
      <div class="admin">
        <Navigation sections={sections} />
        <div class="page admin-content">
          <Content description={description} sections={sections} />
        </div>
      </div>
    </DescriptionContext.Provider>
  );
}

function Content({ description, sections }: { description: Description; sections: readonly Section[] }) {
  const [, place = '', name] = route.value.parts;
  const kind = description.byPlural(place);
  const label = sections.flatMap(({ places }) => places).find(({ path }) => path === place)?.label ?? TEXT.title;
  useEffect(() => {
    viewTitle.value = name === undefined || name === NEW ? label : `${name} – ${label}`;
  }, [label, name]);
  if (kind) {
    const page = name === undefined ? <ResourceList kind={kind} /> : <ResourcePage kind={kind} name={name} />;
    return (
      <div class="stacked admin-view" key={`${place}/${name ?? ''}`}>
        {page}
      </div>
    );
  }
  switch (place) {
    case '':
      return <OverviewPage />;
    case 'user-sessions':
      return <UserSessionsPage />;
    case 'diagnostics':
      return name === undefined ? <DiagnosticsPage /> : <ConnectionPage id={name} key={name} />;
    case 'audit':
      return <AuditPage />;
    case 'what-if':
      return <WhatIfPage />;
    default:
      return <p>{TEXT.notFound}</p>;
  }
}

function Navigation({ sections }: { sections: readonly Section[] }) {
  const [open, setOpen] = useState(false);
  const here = route.value.parts[1] ?? '';
  const current = sections.flatMap(({ places }) => places).find(({ path }) => path === here);
  return (
    <nav class="side" aria-label={TEXT.nav} data-open={open || undefined}>
      <button type="button" class="side-toggle" aria-expanded={open} onClick={() => setOpen(!open)}>
        <Icon name="menu" />
        {current?.label ?? TEXT.title}
      </button>
      <div class="side-sections">
        {sections.map(({ title, places }) => (
          <section key={title}>
            <h2>{title}</h2>
            <ul>
              {places.map(({ path, label }) => (
                <li key={path}>
                  <a
                    href={to('admin', ...(path === '' ? [] : [path]))}
                    aria-current={path === here ? 'page' : undefined}
                    onClick={() => setOpen(false)}
                  >
                    {label}
                  </a>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </nav>
  );
}
