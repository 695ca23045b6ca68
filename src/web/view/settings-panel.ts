import { LAYOUTS } from '../input/layout.js';
import { STRINGS } from '../strings.js';
import { h } from './dom.js';
import type { Settings } from './settings.js';

const TEXT = STRINGS.settings;

export interface SettingsPanelOptions {
  readonly settings: Settings;
  readonly onMac: boolean;
  readonly onChange: (change: Partial<Settings>) => void;
}

/** What a person may choose about keyboard and picture. */
export function settingsPanel({ settings, onMac, onChange }: SettingsPanelOptions): HTMLElement {
  return h(
    'div',
    { class: 'settings' },
    toggle(TEXT.resize, TEXT.resizeHint, settings.follow, (follow) => onChange({ follow })),
    choice(
      TEXT.keyboardMode,
      [
        ['position', TEXT.byPosition, TEXT.byPositionHint],
        ['character', TEXT.byCharacter, TEXT.byCharacterHint],
      ],
      settings.keyboardMode,
      (keyboardMode) => onChange({ keyboardMode }),
    ),
    onMac
      ? choice(
          TEXT.commandKey,
          [
            ['control', TEXT.commandControl, ''],
            ['windows', TEXT.commandWindows, ''],
          ],
          settings.commandKey,
          (commandKey) => onChange({ commandKey }),
        )
      : undefined,
    layoutChoice(settings.layout, (layout) => onChange({ layout })),
  );
}

function toggle(label: string, hint: string, value: boolean, onChange: (value: boolean) => void): HTMLElement {
  const input = h('input', { type: 'checkbox', role: 'switch' });
  input.checked = value;
  input.addEventListener('change', () => onChange(input.checked));
  return h('label', { class: 'switch' }, h('span', {}, label, h('small', {}, hint)), input);
}

function choice<T extends string>(
  legend: string,
  options: ReadonlyArray<readonly [value: T, label: string, hint: string]>,
  value: T,
  onChange: (value: T) => void,
): HTMLElement {
  const hint = h('small');
  const show = (chosen: T) => {
    hint.textContent = options.find(([name]) => name === chosen)?.[2] ?? '';
  };
  const buttons = options.map(([name, label]) => {
    const input = h('input', { type: 'radio', name: legend, value: name });
    input.checked = name === value;
    input.addEventListener('change', () => {
      show(name);
      onChange(name);
    });
    return h('label', {}, input, h('span', {}, label));
  });
  show(value);
  return h('fieldset', {}, h('legend', {}, legend), h('div', { class: 'segments' }, ...buttons), hint);
}

function layoutChoice(value: number, onChange: (value: number) => void): HTMLElement {
  const select = h('select', {}, h('option', { value: 0 }, TEXT.layoutAutomatic));
  const sorted = [...LAYOUTS].sort((a, b) => a.name.localeCompare(b.name));
  for (const { id, name } of sorted) select.append(h('option', { value: id }, name));
  select.value = String(value);
  select.addEventListener('change', () => onChange(Number(select.value)));
  return h('label', { class: 'layout' }, h('span', {}, TEXT.layout), select, h('small', {}, TEXT.layoutHint));
}
