import { KINDS, type KindName } from '../resources/kinds.js';

/** What may be done with every kind of resource. `write` creates and changes. */
const VERBS = ['read', 'write', 'delete'] as const;

export type ResourceAction = `${KindName}.${(typeof VERBS)[number]}`;

/** What may be done besides, each with what it is. */
export const NAMED_ACTIONS = {
  'session.read': 'see user sessions',
  'session.message': 'send a message into a session',
  'session.disconnect': 'disconnect a session',
  'session.logoff': 'log a session off',
  'session.shadow': 'look at a session, or take part in it',
  'session-host.operate': 'check, start, stop and deallocate session hosts',
  'diagnostics.read': 'see how connections went',
  'audit.read': 'see who did what',
  'policy.evaluate': 'ask what policies would decide',
  'person.operate': "end somebody's browser sessions, reset their second factor, revoke their tokens",
  'host-pool.entrust': 'let a pool run commands on the gateway, or have the credentials of those who connect',
} as const;

export type NamedAction = keyof typeof NAMED_ACTIONS;

/** A permission, by what it allows. */
export type Action = ResourceAction | NamedAction;

export const RESOURCE_ACTIONS: readonly ResourceAction[] = (Object.keys(KINDS) as KindName[]).flatMap((kind) =>
  VERBS.map((verb) => `${kind}.${verb}` as const),
);

export const ACTIONS: readonly Action[] = [...RESOURCE_ACTIONS, ...(Object.keys(NAMED_ACTIONS) as NamedAction[])];

/** The action that shows what this one acts on. */
export const readActionOf = (action: Action): Action => {
  const [subject] = action.split('.');
  const read = `${subject}.read`;
  return (ACTIONS as readonly string[]).includes(read) ? (read as Action) : action;
};
