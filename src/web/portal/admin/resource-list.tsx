import { useMemo, useState } from 'preact/hooks';
import { may } from '../core/me.js';
import { route, to } from '../core/router.js';
import { STRINGS, words } from '../strings.js';
import { Icon } from '../ui/icon.js';
import { ProblemNote } from '../ui/problem-note.js';
import { TileIcon } from '../ui/tile-icon.js';
import { useDebounced } from '../ui/use-debounced.js';
import { Working } from '../ui/working.js';
import { columnsOf, shorten } from './columns.js';
import { useDescription } from './context.js';
import { DataTable, type TableColumn } from './data-table.js';
import type { Kind, Schema } from './document.js';
import { hostColumns } from './host-columns.js';
import { kindLabel, oneOf } from './navigation.js';
import { NEW } from './resource-page.js';
import { displayNameOf, listResources, type Resource } from './resources.js';
import { useHostStatus } from './use-host-status.js';
import { usePages } from './use-pages.js';

const TEXT = STRINGS.admin.kinds;

/** All resources of a kind. */
export function ResourceList({ kind }: { kind: Kind }) {
  const description = useDescription();
  const [typed, setTyped] = useState('');
  const search = useDebounced(typed);
  const given = route.value.query;
  const filters = Object.fromEntries(
    Object.keys(kind.filters).flatMap((parameter) => {
      const value = given.get(parameter);
      return value === null ? [] : [[parameter, value]];
    }),
  );
  const pages = usePages(`${kind.plural}?${new URLSearchParams(filters)}&${search}`, (after, signal) =>
    listResources(kind.plural, { ...filters, search, after }, signal),
  );
  const hosts = useHostStatus(kind, filters['hostPool']);
  const columns = useMemo((): TableColumn<Resource>[] => {
    const own = columnsOf(kind, description).map(({ field, label, schema }) => ({
      label,
      cell: ({ spec }: Resource) => cellText(spec[field], schema),
    }));
    return [{ label: TEXT.name, cell: (resource) => <Name kind={kind} resource={resource} /> }, ...own];
  }, [kind, description]);
  const mayWrite = may(`${kind.kind}.write`);
  return (
    <>
      <div class="page-head">
        <h1>{kindLabel(kind)}</h1>
        <search class="search">
          <Icon name="search" />
          <input
            type="search"
            value={typed}
            aria-label={TEXT.search}
            placeholder={TEXT.search}
            onInput={(event) => setTyped(event.currentTarget.value)}
          />
        </search>
        {mayWrite && (
          <a class="primary" href={to('admin', kind.plural, NEW)}>
            <Icon name="plus" />
            {TEXT.create(oneOf(kind))}
          </a>
        )}
      </div>
      <p class="lead">{kind.description}</p>
      {Object.keys(filters).length > 0 && (
        <p class="chips">
          {Object.entries(filters).map(([parameter, name]) => (
            <span class="badge" key={parameter}>
              {TEXT.filtered(kind.filters[parameter].replaceAll('-', ' '), name)}
            </span>
          ))}
          <a href={to('admin', kind.plural)}>{TEXT.clearFilter}</a>
        </p>
      )}
      {pages.problem && <ProblemNote problem={pages.problem} />}
      {pages.loading ? (
        <Working />
      ) : pages.items.length === 0 ? (
        <p class="empty">{search ? TEXT.noMatch : TEXT.empty(kindLabel(kind).toLowerCase())}</p>
      ) : (
        <DataTable
          label={kindLabel(kind)}
          columns={hosts ? [...columns.slice(0, 2), ...hostColumns(hosts, pages.reload)] : columns}
          rows={pages.items}
          keyOf={({ name }) => name}
        />
      )}
      <div class="actions centre">
        <span class="hint" role="status">
          {!pages.loading && TEXT.count(pages.items.length, pages.more !== undefined)}
        </span>
        {pages.more && (
          <button type="button" class="small" onClick={pages.more}>
            {STRINGS.more}
          </button>
        )}
      </div>
    </>
  );
}

function cellText(value: unknown, schema: Schema): string {
  if (typeof value === 'boolean') return value ? STRINGS.yes : STRINGS.no;
  const text = shorten(value);
  if (text === '') return STRINGS.none;
  return schema.enum === undefined ? text : words(text);
}

function Name({ kind, resource }: { kind: Kind; resource: Resource }) {
  const shown = displayNameOf(resource);
  const { icon } = resource.spec;
  return (
    <a class="row-name" href={to('admin', kind.plural, resource.name)}>
      {typeof icon === 'string' && <TileIcon name={shown} icon={icon} />}
      <span class="words">
        <span class="name">{shown}</span>
        {shown !== resource.name && <span class="below">{resource.name}</span>}
      </span>
    </a>
  );
}
