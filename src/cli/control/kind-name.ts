import { InvalidArgumentError } from 'commander';
import { nearest } from '../../config/nearest.js';
import { KINDS, type KindName } from '../../control/resources/kinds.js';

const NAMES: ReadonlyMap<string, KindName> = new Map(
  Object.values(KINDS).flatMap(({ kind, plural, title }) =>
    [kind, plural, title].map((name) => [name.toLowerCase(), kind as KindName] as const),
  ),
);

/** A kind by any of its names: `HostPool`, `host-pool`, `host-pools`. */
export const findKind = (text: string): KindName | undefined => NAMES.get(text.toLowerCase());

/** For arguments of commands. */
export function parseKind(text: string): KindName {
  return findKind(text) ?? unknown(text);
}

export function parseKinds(text: string): KindName[] {
  return text.split(',').map((part) => parseKind(part.trim()));
}

function unknown(text: string): never {
  const meant = nearest(text, Object.keys(KINDS));
  throw new InvalidArgumentError(
    meant === undefined ? `Give one of ${Object.keys(KINDS).join(', ')}.` : `Did you mean ${meant}?`,
  );
}
