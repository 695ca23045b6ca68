import { useEffect, useState } from 'preact/hooks';
import { may } from '../../core/me.js';
import { STRINGS } from '../../strings.js';
import { useDebounced } from '../../ui/use-debounced.js';
import { useDescription } from '../context.js';
import { displayNameOf, listResources, type Resource } from '../resources.js';
import type { FieldProps } from './field-props.js';
import { Frame } from './frame.js';

const TEXT = STRINGS.admin.form;
const SHOWN = 20;

/** The name of another resource, found by typing part of it (the combobox pattern of WAI-ARIA). */
export function ReferenceField(props: FieldProps) {
  const { schema, value, required, readOnly, onChange } = props;
  const kind = useDescription().byKind(schema['x-reference'] ?? '');
  const [typed, setTyped] = useState<string>();
  const [active, setActive] = useState(0);
  const current = typeof value === 'string' ? value : '';
  const open = typed !== undefined;
  const found = useFound(open && kind && may(`${kind.kind}.read`) ? kind.plural : undefined, typed ?? '');
  const choose = (name: string | undefined): void => {
    onChange(name);
    setTyped(undefined);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (!open) setTyped('');
      else setActive((active + (event.key === 'ArrowDown' ? 1 : found.length - 1)) % Math.max(1, found.length));
    } else if (event.key === 'Enter' && open && found[active]) {
      event.preventDefault();
      choose(found[active].name);
    } else if (event.key === 'Escape' && open) {
      event.preventDefault();
      event.stopPropagation();
      setTyped(undefined);
    }
  };
  return (
    <Frame props={props}>
      {(aria) => (
        <div class="picker">
          <input
            {...aria}
            role="combobox"
            aria-expanded={open}
            aria-controls={`${aria.id}-list`}
            aria-autocomplete="list"
            aria-activedescendant={open && found[active] ? `${aria.id}-${active}` : undefined}
            autoComplete="off"
            spellcheck={false}
            placeholder={TEXT.pick}
            value={typed ?? current}
            required={required}
            readOnly={readOnly}
            onFocus={(event) => event.currentTarget.select()}
            onClick={() => !readOnly && !open && setTyped('')}
            onInput={(event) => {
              const text = event.currentTarget.value;
              setTyped(text);
              setActive(0);
              // Who knows the name need not wait for the list.
              onChange(text.trim() === '' ? undefined : text.trim());
            }}
            onKeyDown={onKeyDown}
            onBlur={() => setTyped(undefined)}
          />
          <div id={`${aria.id}-list`} class="choices" role="listbox" aria-label={props.label} hidden={!open}>
            {found.map((resource, index) => (
              // biome-ignore lint/a11y/useFocusableInteractive: the same
              // biome-ignore lint/a11y/useKeyWithClickEvents: keys go to the field
              <div
                key={resource.name}
                id={`${aria.id}-${index}`}
                role="option"
                aria-selected={index === active}
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => choose(resource.name)}
              >
                <span class="name">{displayNameOf(resource)}</span> <span class="below">{resource.name}</span>
              </div>
            ))}
            {found.length === 0 && <p class="hint">{TEXT.noChoice}</p>}
          </div>
        </div>
      )}
    </Frame>
  );
}

/** What matches what was typed. */
function useFound(plural: string | undefined, typed: string): readonly Resource[] {
  const search = useDebounced(typed);
  const [found, setFound] = useState<readonly Resource[]>([]);
  useEffect(() => {
    if (plural === undefined) return;
    const abort = new AbortController();
    // Without a list the name can still be typed.
    listResources(plural, { search, limit: SHOWN }, abort.signal).then(
      ({ items }) => setFound(items),
      () => {},
    );
    return () => abort.abort();
  }, [plural, search]);
  // What was found for what was typed before is shown as far as it still matches.
  const wanted = typed.trim().toLowerCase();
  return found.filter((resource) => `${resource.name} ${displayNameOf(resource)}`.toLowerCase().includes(wanted));
}
