import type { Issue } from '../../core/api.js';
import type { Schema } from '../document.js';

/** What every field of a form gets. */
export interface FieldProps {
  readonly schema: Schema;
  readonly label: string;
  /** Where it stands in the description, as problems name it. */
  readonly path: string;
  readonly value: unknown;
  readonly required: boolean;
  readonly readOnly: boolean;
  readonly issues: readonly Issue[];
  /** Names of secrets that are stored. */
  readonly secrets: readonly string[];
  readonly onChange: (value: unknown) => void;
}

export const issueAt = (issues: readonly Issue[], path: string): string | undefined =>
  issues.find((issue) => issue.path === path)?.message;

/** Is something wrong at this place or below? */
export const hasIssueBelow = (issues: readonly Issue[], path: string): boolean =>
  issues.some((issue) => issue.path === path || issue.path.startsWith(`${path}.`));

/** What a description says of a field, without the marks for code. */
export function hintOf({ description, 'x-reference': reference }: Schema): string | undefined {
  // That a name is one is seen.
  if (reference !== undefined && description?.startsWith('Name of a ')) return undefined;
  return description?.replaceAll('`', '');
}

/** An id of its own for each place in the form. */
export const idOf = (path: string): string => `field-${path.replace(/[^\w-]/g, '-')}`;
