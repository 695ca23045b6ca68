import { useState } from 'preact/hooks';
import { STRINGS } from '../../strings.js';
import type { FieldProps } from './field-props.js';
import { Frame } from './frame.js';

const TEXT = STRINGS.admin.form;

/** The most that a data URL of the gateway's limit can hold. */
const MOST_BYTES = 72 * 1024;

/** A picture from a file, kept in the description itself. */
export function IconField(props: FieldProps) {
  const { value, readOnly, onChange } = props;
  const [wrong, setWrong] = useState(false);
  const choose = async (file: File | undefined): Promise<void> => {
    if (!file) return;
    const usable = ['image/png', 'image/svg+xml'].includes(file.type) && file.size <= MOST_BYTES;
    setWrong(!usable);
    if (usable) onChange(await dataUrl(file));
  };
  return (
    <Frame props={props}>
      {(aria) => (
        <div class="icon-field">
          {typeof value === 'string' && <img class="tile-icon" src={value} alt="" />}
          {!readOnly && (
            <input
              {...aria}
              type="file"
              accept="image/png,image/svg+xml"
              onChange={(event) => void choose(event.currentTarget.files?.[0])}
            />
          )}
          {!readOnly && value !== undefined && (
            <button type="button" class="small plain" onClick={() => onChange(undefined)}>
              {TEXT.iconClear}
            </button>
          )}
          {wrong && (
            <p class="wrong" role="alert">
              {TEXT.iconWrong}
            </p>
          )}
        </div>
      )}
    </Frame>
  );
}

function dataUrl(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}
