import { STRINGS } from '../../strings.js';
import { Icon } from '../../ui/icon.js';
import { useDescription } from '../context.js';
import type { Schema } from '../document.js';
import { Field } from './field.js';
import { type FieldProps, hintOf, issueAt } from './field-props.js';
import { initialValue } from './initial.js';

const TEXT = STRINGS.admin.form;

/** Any number of the same, one below the other. */
export function ArrayField({ schema, label, path, value, readOnly, issues, secrets, onChange }: FieldProps) {
  const description = useDescription();
  const items = Array.isArray(value) ? (value as unknown[]) : ((schema.default as unknown[] | undefined) ?? []);
  const inner = description.resolve(schema.items ?? {});
  // The row says already what an entry is.
  const { description: said, ...plain } = inner;
  const [hint, wrong] = [hintOf(schema) ?? hintOf({ ...inner, description: said }), issueAt(issues, path)];
  const add = (): void => {
    const first = initialValue(inner, (other: Schema) => description.resolve(other));
    onChange([...items, first ?? (inner.type === 'string' ? '' : {})]);
  };
  return (
    <fieldset class="group list">
      <legend>{label}</legend>
      {hint && <p class="hint">{hint}</p>}
      {wrong && <p class="wrong">{wrong}</p>}
      <ul>
        {items.map((item, index) => (
          <li key={index}>
            <Field
              schema={plain}
              label={TEXT.item(label, index + 1)}
              path={`${path}.${index}`}
              value={item}
              required
              readOnly={readOnly}
              issues={issues}
              secrets={secrets}
              onChange={(next) => onChange(items.map((other, place) => (place === index ? (next ?? '') : other)))}
            />
            {!readOnly && (
              <button
                type="button"
                class="tool"
                aria-label={TEXT.removeFrom(label, index + 1)}
                title={TEXT.removeFrom(label, index + 1)}
                onClick={() => onChange(items.filter((_, place) => place !== index))}
              >
                <Icon name="trash" />
              </button>
            )}
          </li>
        ))}
      </ul>
      {!readOnly && items.length < (schema.maxItems ?? Number.POSITIVE_INFINITY) && (
        <button type="button" class="small" aria-label={TEXT.addTo(label)} onClick={add}>
          <Icon name="plus" />
          {STRINGS.add}
        </button>
      )}
    </fieldset>
  );
}
