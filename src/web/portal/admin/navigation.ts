import { may } from '../core/me.js';
import { STRINGS, words } from '../strings.js';
import type { Description, Kind } from './document.js';

const TEXT = STRINGS.admin;

/** In which section of the navigation a kind stands; others come last. */
const SECTION_OF: Readonly<Record<string, keyof typeof TEXT.sections>> = {
  workspace: 'publish',
  'application-group': 'publish',
  application: 'publish',
  assignment: 'publish',
  'web-app': 'publish',
  'host-pool': 'hosts',
  'session-host': 'hosts',
  'scaling-plan': 'hosts',
  collection: 'hosts',
  image: 'hosts',
  credential: 'hosts',
  user: 'people',
  group: 'people',
  'role-assignment': 'people',
  'identity-provider': 'people',
  'access-policy': 'access',
  'connector-group': 'network',
  connector: 'network',
};

export interface Place {
  readonly path: string;
  readonly label: string;
}

export interface Section {
  readonly title: string;
  readonly places: readonly Place[];
}

/** Pages that are no lists of resources, with the action that lets somebody see them. */
const PAGES = [
  { section: 'watch', path: 'user-sessions', label: TEXT.sessions, need: 'session.read', route: '/user-sessions' },
  { section: 'watch', path: 'diagnostics', label: TEXT.diagnostics, need: 'diagnostics.read', route: '/diagnostics' },
  { section: 'watch', path: 'audit', label: TEXT.audit, need: 'audit.read', route: '/audit' },
  {
    section: 'access',
    path: 'what-if',
    label: TEXT.whatIf,
    need: 'policy.evaluate',
    route: '/access-policies/what-if',
  },
] as const;

export const kindLabel = ({ plural }: Kind): string => words(plural);
export const oneOf = ({ kind }: Kind): string => words(kind).toLowerCase();

/** What this person may see. */
export function sectionsFor(description: Description): Section[] {
  const pages = PAGES.filter(({ need, route }) => may(need) && description.has(route));
  const kinds = description.kinds.filter(({ kind }) => may(`${kind}.read`));
  return (Object.keys(TEXT.sections) as (keyof typeof TEXT.sections)[]).flatMap((section) => {
    const order = Object.keys(SECTION_OF);
    const places: Place[] = [
      ...(section === 'watch' ? [{ path: '', label: TEXT.overview }] : []),
      ...kinds
        .filter(({ kind }) => (SECTION_OF[kind] ?? 'other') === section)
        .sort((one, other) => order.indexOf(one.kind) - order.indexOf(other.kind))
        .map((kind) => ({ path: kind.plural, label: kindLabel(kind) })),
      ...pages.filter((page) => page.section === section),
    ];
    return places.length > 0 ? [{ title: TEXT.sections[section], places }] : [];
  });
}
