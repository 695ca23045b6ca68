import { STRINGS, words } from '../../strings.js';
import { useDescription } from '../context.js';
import type { Schema } from '../document.js';
import { Field } from './field.js';
import { type FieldProps, hintOf, issueAt } from './field-props.js';
import { initialValue } from './initial.js';

const TEXT = STRINGS.admin.form;

/** Fields that belong together. What may be missing as a whole has a box to tick. */
export function GroupField(props: FieldProps) {
  const { schema, label, path, value, required, readOnly, issues, onChange } = props;
  const description = useDescription();
  const optional = !required && schema.default === undefined;
  const there = value !== undefined || !optional;
  const [hint, wrong] = [hintOf(schema), issueAt(issues, path)];
  return (
    <fieldset class="group">
      <legend>{label}</legend>
      {hint && <p class="hint">{hint}</p>}
      {optional && (
        <label class="check">
          <input
            type="checkbox"
            checked={there}
            disabled={readOnly}
            onChange={(event) => {
              const resolve = (inner: Schema): Schema => description.resolve(inner);
              onChange(event.currentTarget.checked ? initialValue(schema, resolve) : undefined);
            }}
          />
          {TEXT.set(label)}
        </label>
      )}
      {wrong && <p class="wrong">{wrong}</p>}
      {there && <Properties {...props} />}
    </fieldset>
  );
}

/** The fields of an object, without anything around them. */
export function Properties({ schema, path, value, readOnly, issues, secrets, onChange }: FieldProps) {
  const current = (value ?? {}) as Readonly<Record<string, unknown>>;
  return (
    <div class="fields">
      {Object.entries(schema.properties ?? {}).map(([name, inner]) => (
        <Field
          key={name}
          schema={inner}
          label={words(name)}
          path={path === '' ? name : `${path}.${name}`}
          value={current[name]}
          required={schema.required?.includes(name) ?? false}
          readOnly={readOnly}
          issues={issues}
          secrets={secrets}
          onChange={(next) => onChange({ ...current, [name]: next })}
        />
      ))}
    </div>
  );
}
