import { STRINGS, words } from '../../strings.js';
import { type FieldProps, hintOf, idOf, issueAt } from './field-props.js';
import { Frame } from './frame.js';

const TEXT = STRINGS.admin.form;

/** Texts that may be longer than this get several lines. */
const LONG_TEXT = 1000;

/** An empty field is one that is not there. */
const given = (text: string): string | undefined => (text === '' ? undefined : text);

export function TextValueField(props: FieldProps) {
  const { schema, value, required, readOnly, path, onChange } = props;
  const text = typeof value === 'string' ? value : '';
  const placeholder = typeof schema.default === 'string' ? schema.default : undefined;
  const common = { value: text, readOnly, required, maxLength: schema.maxLength, ...(placeholder && { placeholder }) };
  const take = (event: { currentTarget: { value: string } }): void => {
    // What had a value is set to nothing; what had none is left out.
    onChange(given(event.currentTarget.value) ?? (schema.default === undefined ? undefined : ''));
  };
  const isZone = path.split('.').at(-1) === 'timeZone';
  return (
    <Frame props={props}>
      {(aria) =>
        (schema.maxLength ?? 0) >= LONG_TEXT && !schema.pattern ? (
          <textarea {...common} {...aria} rows={3} onInput={take} />
        ) : (
          <>
            <input
              {...common}
              {...aria}
              type={typeOf(schema.pattern, schema.format)}
              list={isZone ? `${aria.id}-zones` : undefined}
              onInput={take}
            />
            {isZone && (
              <datalist id={`${aria.id}-zones`}>
                {Intl.supportedValuesOf('timeZone').map((zone) => (
                  <option key={zone} value={zone} />
                ))}
              </datalist>
            )}
          </>
        )
      }
    </Frame>
  );
}

function typeOf(pattern: string | undefined, format: string | undefined): 'text' | 'time' | 'url' {
  if (pattern?.includes('[01]\\d|2[0-3]')) return 'time';
  return format === 'uri' ? 'url' : 'text';
}

export function NumberField(props: FieldProps) {
  const { schema, value, required, readOnly, path, onChange } = props;
  const unit = /(Ms|Minutes|Percent)$/.exec(path)?.[1];
  // The unit stands behind the number, not in its name.
  const label = unit === undefined ? props.label : words(path.split('.').at(-1)?.slice(0, -unit.length) ?? '');
  return (
    <Frame props={{ ...props, label }}>
      {(aria) => (
        <div class="with-unit">
          <input
            {...aria}
            type="number"
            min={schema.minimum}
            max={schema.maximum}
            value={typeof value === 'number' ? value : ''}
            placeholder={schema.default === undefined ? undefined : String(schema.default)}
            required={required}
            readOnly={readOnly}
            onInput={(event) => {
              const typed = event.currentTarget.value;
              onChange(typed === '' ? schema.default : Number(typed));
            }}
          />
          {unit && <span class="hint">{TEXT.units[unit]}</span>}
        </div>
      )}
    </Frame>
  );
}

export function EnumField(props: FieldProps) {
  const { schema, value, required, readOnly, onChange } = props;
  const current = value ?? schema.default;
  return (
    <Frame props={props}>
      {(aria) => (
        <select
          {...aria}
          disabled={readOnly}
          required={required}
          value={typeof current === 'string' ? current : ''}
          onChange={(event) => onChange(given(event.currentTarget.value))}
        >
          {schema.default === undefined && <option value="">{required ? TEXT.choose : STRINGS.none}</option>}
          {schema.enum?.map((choice) => (
            <option key={choice} value={choice}>
              {words(choice)}
            </option>
          ))}
        </select>
      )}
    </Frame>
  );
}

export function BooleanField({ schema, label, path, value, readOnly, issues, onChange }: FieldProps) {
  const id = idOf(path);
  const [hint, wrong] = [hintOf(schema), issueAt(issues, path)];
  return (
    <div class="field">
      <label class="check">
        <input
          id={id}
          type="checkbox"
          checked={(value ?? schema.default) === true}
          disabled={readOnly}
          aria-describedby={hint ? `${id}-hint` : undefined}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
        <span>
          {label}
          {hint && (
            <span class="hint block" id={`${id}-hint`}>
              {hint}
            </span>
          )}
        </span>
      </label>
      {wrong && <p class="wrong">{wrong}</p>}
    </div>
  );
}

/** Written and never read back. */
export function SecretField(props: FieldProps) {
  const { schema, path, value, readOnly, secrets, onChange } = props;
  return (
    <Frame props={props}>
      {(aria) => (
        <input
          {...aria}
          type="password"
          autoComplete="new-password"
          value={typeof value === 'string' ? value : ''}
          placeholder={secrets.includes(path) ? TEXT.secretSet : TEXT.secretUnset}
          maxLength={schema.maxLength}
          readOnly={readOnly}
          onInput={(event) => onChange(given(event.currentTarget.value))}
        />
      )}
    </Frame>
  );
}
