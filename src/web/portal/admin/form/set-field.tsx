import { words } from '../../strings.js';
import { useDescription } from '../context.js';
import { type FieldProps, hintOf, issueAt } from './field-props.js';

/** Some of a few values, such as days of the week. */
export function SetField({ schema, label, path, value, readOnly, issues, onChange }: FieldProps) {
  const choices = useDescription().resolve(schema.items ?? {}).enum ?? [];
  const chosen = Array.isArray(value) ? (value as string[]) : [];
  const [hint, wrong] = [hintOf(schema), issueAt(issues, path)];
  return (
    <fieldset class="field">
      <legend class="label">{label}</legend>
      <div class="set">
        {choices.map((choice) => (
          <label class="check" key={choice}>
            <input
              type="checkbox"
              checked={chosen.includes(choice)}
              disabled={readOnly}
              onChange={(event) => {
                const now = event.currentTarget.checked;
                // In the order of the schema, whichever was pressed first.
                onChange(choices.filter((other) => (other === choice ? now : chosen.includes(other))));
              }}
            />
            {words(choice)}
          </label>
        ))}
      </div>
      {hint && <p class="hint">{hint}</p>}
      {wrong && <p class="wrong">{wrong}</p>}
    </fieldset>
  );
}
