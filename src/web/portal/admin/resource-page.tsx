import { useState } from 'preact/hooks';
import { may } from '../core/me.js';
import { go, to } from '../core/router.js';
import { ago } from '../core/times.js';
import { useLoad } from '../core/use-load.js';
import { STRINGS, words } from '../strings.js';
import { announce } from '../ui/announce.js';
import { Icon } from '../ui/icon.js';
import { ProblemNote } from '../ui/problem-note.js';
import { Working } from '../ui/working.js';
import { useDescription } from './context.js';
import { DeleteDialog } from './delete-dialog.js';
import type { Kind } from './document.js';
import { ResourceForm } from './form/resource-form.js';
import { HostPanel } from './host-panel.js';
import { kindLabel, oneOf } from './navigation.js';
import { PersonPanel } from './person-panel.js';
import { displayNameOf, getResource, type Resource } from './resources.js';

const TEXT = STRINGS.admin.kinds;

/** Stands in the address for a resource that is not there yet; no name begins so. */
export const NEW = '+new';

/** One resource: its form, what belongs to it, and what can be done with it. */
export function ResourcePage({ kind, name }: { kind: Kind; name: string }) {
  if (name === NEW) {
    return (
      <>
        <Head kind={kind} title={TEXT.create(oneOf(kind))} />
        <p class="lead">{kind.description}</p>
        <ResourceForm
          kind={kind}
          resource={undefined}
          readOnly={false}
          onSaved={({ name: made }) => {
            announce(TEXT.saved(made));
            go(to('admin', kind.plural, made), { replace: true });
          }}
        />
      </>
    );
  }
  return <Existing kind={kind} name={name} />;
}

function Head({ kind, title, children }: { kind: Kind; title: string; children?: preact.ComponentChildren }) {
  return (
    <div class="page-head">
      <div class="titles">
        <a class="back" href={to('admin', kind.plural)}>
          {kindLabel(kind)}
        </a>
        <h1>{title}</h1>
      </div>
      {children}
    </div>
  );
}

function Existing({ kind, name }: { kind: Kind; name: string }) {
  const description = useDescription();
  const { value, problem, loading, reload } = useLoad(`${kind.plural}/${name}`, (signal) =>
    getResource(kind.plural, name, signal),
  );
  const [deleting, setDeleting] = useState(false);
  const [saved, setSaved] = useState<Resource>();
  const shown = saved && value && saved.version > value.version ? saved : value;
  const has = (what: string): boolean => description.has(`/${kind.plural}/{name}/${what}`);
  return (
    <>
      <Head kind={kind} title={shown ? displayNameOf(shown) : name}>
        {may(`${kind.kind}.delete`) && shown && (
          <button type="button" class="small plain danger" onClick={() => setDeleting(true)}>
            <Icon name="trash" />
            {TEXT.delete}
          </button>
        )}
      </Head>
      {problem && <ProblemNote problem={problem} />}
      {loading && <Working />}
      {shown && (
        <>
          <p class="lead">
            {name}, {TEXT.version(shown.version)}. {TEXT.updated(ago(shown.updatedAt))}.
          </p>
          <Related kind={kind} name={name} />
          {has('check') && <HostPanel name={name} onChange={reload} />}
          <ResourceForm
            key={`${shown.version}`}
            kind={kind}
            resource={shown}
            readOnly={!may(`${kind.kind}.write`)}
            onSaved={(next) => {
              announce(next.version === shown.version ? TEXT.unchanged : TEXT.saved(name));
              setSaved(next);
            }}
            onReload={reload}
          />
          {has('reset-link') && may('person.operate') && <PersonPanel name={name} />}
        </>
      )}
      {deleting && <DeleteDialog kind={kind} name={name} onClose={() => setDeleting(false)} />}
    </>
  );
}

/** Lists of what names this resource, such as the session hosts of a host pool. */
function Related({ kind: { kind }, name }: { kind: Kind; name: string }) {
  const { kinds } = useDescription();
  const related = kinds.flatMap(({ plural, kind: other, filters }) => {
    const parameter = Object.keys(filters).find((candidate) => filters[candidate] === kind);
    return parameter && may(`${other}.read`) ? [{ plural, parameter }] : [];
  });
  if (related.length === 0) return null;
  return (
    <nav class="chips" aria-label={TEXT.related}>
      {related.map(({ plural, parameter }) => (
        <a class="chip" key={plural} href={`${to('admin', plural)}?${new URLSearchParams({ [parameter]: name })}`}>
          {words(plural)}
        </a>
      ))}
    </nav>
  );
}
