import { STRINGS, words } from '../../strings.js';
import { useDescription } from '../context.js';
import { branches, type Schema } from '../document.js';
import { Field } from './field.js';
import { type FieldProps, hintOf, idOf, issueAt } from './field-props.js';
import { Properties } from './group-field.js';
import { branchOf, initialValue } from './initial.js';

const TEXT = STRINGS.admin.form;

/** One of several shapes: which one is chosen first, then its own fields follow. */
export function ChoiceField(props: FieldProps) {
  const { schema, label, path, value, required, readOnly, issues, onChange } = props;
  const description = useDescription();
  const resolve = (inner: Schema): Schema => description.resolve(inner);
  const all = branches(schema).map(resolve);
  const found = branchOf(schema, value ?? schema.default, resolve);
  // Where something must be chosen, the first is offered.
  const chosen = found < 0 && required ? 0 : found;
  const branch = all[chosen];
  const [hint, wrong] = [hintOf(schema), issueAt(issues, path)];
  const id = idOf(path);
  return (
    <fieldset class="group">
      <legend>{label}</legend>
      {hint && <p class="hint">{hint}</p>}
      <div class="segments" id={id}>
        {all.map((candidate, index) => (
          <label key={labelOf(candidate)}>
            <input
              type="radio"
              name={id}
              checked={index === chosen}
              disabled={readOnly}
              required={required}
              onChange={() => onChange(initialOf(candidate, resolve))}
            />
            <span>{labelOf(candidate)}</span>
          </label>
        ))}
      </div>
      {wrong && <p class="wrong">{wrong}</p>}
      {branch && <Branch {...props} schema={branch} value={value ?? schema.default} />}
    </fieldset>
  );
}

function Branch(props: FieldProps) {
  const { schema, value, path, label, onChange } = props;
  if (schema.const !== undefined) return null;
  const fields = Object.entries(schema.properties ?? {}).filter(([, field]) => field.const === undefined);
  if (fields.length === 1 && schema.required?.length === 1) {
    // A single field needs no second heading: the choice has named it.
    const [name, inner] = fields[0];
    const current = (value as Readonly<Record<string, unknown>> | undefined)?.[name];
    return (
      <Field
        {...props}
        schema={inner}
        label={words(name)}
        path={`${path}.${name}`}
        required
        value={current}
        onChange={(next) => onChange({ [name]: next ?? '' })}
      />
    );
  }
  if (schema.type === 'object') return fields.length === 0 ? null : <Properties {...props} />;
  return <Field {...props} label={label} />;
}

/** A branch chosen first has its names at least, so that it is told from the others. */
function initialOf(branch: Schema, resolve: (schema: Schema) => Schema): unknown {
  const value = initialValue(branch, resolve);
  if (branch.type !== 'object') return value;
  const empty = (branch.required ?? []).map((name) => [name, '']);
  return { ...Object.fromEntries(empty), ...(value as object) };
}

function labelOf(branch: Schema): string {
  if (branch.const === '/') return TEXT.slash;
  if (branch.const !== undefined) return words(String(branch.const));
  if (branch.type === 'array') return TEXT.list;
  const constant = Object.values(branch.properties ?? {}).find((field) => field.const !== undefined);
  if (constant) return words(String(constant.const));
  const [name] = branch.required ?? Object.keys(branch.properties ?? {});
  return words(name ?? branch.type ?? '');
}
