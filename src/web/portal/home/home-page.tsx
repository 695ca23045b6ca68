import { useEffect, useRef, useState } from 'preact/hooks';
import { problemOf } from '../core/api.js';
import { isAdministrator } from '../core/me.js';
import { useLoad } from '../core/use-load.js';
import { viewTitle } from '../session/sessions.js';
import { capitalized, STRINGS } from '../strings.js';
import { announce } from '../ui/announce.js';
import { Icon } from '../ui/icon.js';
import { ProblemNote } from '../ui/problem-note.js';
import { Working } from '../ui/working.js';
import { loadPublished, loadRunning, matching, type Published, recent, setFavourite, unique } from './published.js';
import { RunningSessions } from './running-sessions.js';
import { Tile } from './tile.js';

const TEXT = STRINGS.home;

/** What others publish or close shows up by itself. */
const PUBLISHED_EVERY_MS = 60_000;
const RUNNING_EVERY_MS = 15_000;

/** Everything the person can open. */
export function HomePage() {
  const [search, setSearch] = useState('');
  const published = useLoad('published', loadPublished, { everyMs: PUBLISHED_EVERY_MS });
  const running = useLoad('running', loadRunning, { everyMs: RUNNING_EVERY_MS });
  const [starred, setStarred] = useState<ReadonlyMap<string, boolean>>(new Map());
  useEffect(() => {
    viewTitle.value = TEXT.title;
  }, []);

  const keyOf = ({ kind, name }: { kind: string; name: string }): string => `${kind}:${name}`;
  const workspaces = (published.value ?? []).map((workspace) => ({
    ...workspace,
    resources: workspace.resources.map((resource) => {
      return { ...resource, favourite: starred.get(keyOf(resource)) ?? resource.favourite };
    }),
  }));
  const all = unique(workspaces);
  const onFavourite = (resource: Published): void => {
    const [key, favourite] = [keyOf(resource), !resource.favourite];
    // The star follows the finger; it goes back when the gateway does not take it.
    setStarred((before) => new Map(before).set(key, favourite));
    setFavourite(resource, favourite).catch((error: unknown) => {
      setStarred((before) => new Map(before).set(key, !favourite));
      announce(capitalized(problemOf(error).title));
    });
  };
  const section = (id: string, title: string, resources: readonly Published[]) =>
    resources.length > 0 && (
      <section key={id} aria-labelledby={id}>
        <h2 id={id}>{title}</h2>
        <ul class="tiles">
          {resources.map((resource) => (
            <Tile key={keyOf(resource)} published={resource} onFavourite={onFavourite} />
          ))}
        </ul>
      </section>
    );
  const found = search.trim() === '' ? undefined : matching(all, search);
  return (
    <div class="page home">
      <div class="page-head">
        <h1>{TEXT.title}</h1>
        <Search value={search} onInput={setSearch} />
      </div>
      {published.problem && <ProblemNote problem={published.problem} />}
      {published.loading && <Working />}
      {found ? (
        <>
          <p class="unseen" role="status">
            {TEXT.results(found.length)}
          </p>
          {found.length === 0 && <p class="empty">{TEXT.noMatch(search)}</p>}
          {section('found', TEXT.results(found.length), found)}
        </>
      ) : (
        <>
          {(running.value?.length ?? 0) > 0 && (
            <RunningSessions
              sessions={running.value ?? []}
              iconOf={(session) => all.find((resource) => keyOf(resource) === keyOf(session))?.icon}
              onChange={running.reload}
            />
          )}
          {section(
            'favourites',
            TEXT.favourites,
            all.filter(({ favourite }) => favourite),
          )}
          {all.length > 6 && section('recent', TEXT.recent, recent(all))}
          {workspaces.map(({ name, displayName, resources }) => section(`workspace-${name}`, displayName, resources))}
          {published.value && all.length === 0 && <Empty />}
        </>
      )}
    </div>
  );
}

function Empty() {
  return (
    <div class="empty">
      <div class="emblem">
        <Icon name="home" />
      </div>
      <p>
        <strong>{TEXT.empty}</strong>
      </p>
      <p>{isAdministrator.value ? TEXT.emptyAdmin : TEXT.emptyHint}</p>
    </div>
  );
}

function Search({ value, onInput }: { value: string; onInput: (value: string) => void }) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const { tagName, isContentEditable } = event.target as HTMLElement;
      if (event.key !== '/' || isContentEditable || /^(INPUT|TEXTAREA|SELECT|SLUICE-DESKTOP)$/.test(tagName)) return;
      event.preventDefault();
      input.current?.focus();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
  return (
    <search class="search">
      <Icon name="search" />
      <input
        ref={input}
        type="search"
        value={value}
        aria-label={TEXT.search}
        aria-keyshortcuts="/"
        placeholder={TEXT.search}
        title={TEXT.searchHint}
        onInput={(event) => onInput(event.currentTarget.value)}
        onKeyDown={({ key }) => key === 'Escape' && onInput('')}
      />
      <span class="key" aria-hidden="true">
        /
      </span>
    </search>
  );
}
