import type { ComponentChildren } from 'preact';
import { STRINGS } from '../../strings.js';
import { type FieldProps, hintOf, idOf, issueAt } from './field-props.js';

/** Label, hint and problem around one control, which takes the ids that join them. */
export function Frame({
  props: { schema, label, path, required, issues },
  children,
}: {
  props: FieldProps;
  children: (aria: {
    id: string;
    'aria-describedby': string | undefined;
    'aria-invalid': boolean | undefined;
  }) => ComponentChildren;
}) {
  const id = idOf(path);
  const [hint, wrong] = [hintOf(schema), issueAt(issues, path)];
  const described = [hint && `${id}-hint`, wrong && `${id}-wrong`].filter(Boolean).join(' ') || undefined;
  return (
    <div class="field" data-wrong={wrong !== undefined || undefined}>
      <label for={id}>
        {label} {!required && schema.default === undefined && <span class="optional">({STRINGS.optional})</span>}
      </label>
      {children({ id, 'aria-describedby': described, 'aria-invalid': wrong !== undefined || undefined })}
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {wrong && (
        <p class="wrong" id={`${id}-wrong`}>
          {wrong}
        </p>
      )}
    </div>
  );
}
