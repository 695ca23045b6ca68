import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';
import { STRINGS } from '../strings.js';
import { Icon } from './icon.js';

interface Attributes {
  readonly autoCapitalize?: 'none';
  readonly autoComplete?:
    | 'off'
    | 'name'
    | 'username'
    | 'username webauthn'
    | 'current-password'
    | 'new-password'
    | 'one-time-code';
  readonly autoFocus?: boolean;
  readonly inputMode?: 'text' | 'numeric';
  readonly list?: string;
  readonly max?: number;
  readonly maxLength?: number | undefined;
  readonly min?: number;
  readonly minLength?: number;
  readonly name?: string;
  readonly pattern?: string;
  readonly placeholder?: string;
  readonly required?: boolean;
  readonly spellcheck?: boolean;
}

interface TextFieldProps extends Attributes {
  readonly type?: 'text' | 'password' | 'number' | 'time' | 'url' | 'datetime-local';
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly hint?: string | undefined;
  readonly problem?: string | undefined;
  readonly children?: ComponentChildren;
}

/** A line of text with its label, what helps with it, and what is wrong with it. */
export function TextField({ label, value, onInput, hint, problem, children, ...rest }: TextFieldProps) {
  const id = useId();
  const described = [hint && `${id}-hint`, problem && `${id}-problem`].filter(Boolean).join(' ');
  return (
    <div class="field" data-wrong={problem !== undefined || undefined}>
      <label for={id}>{label}</label>
      <div class="with-button">
        <input
          {...(rest as object)}
          id={id}
          value={value}
          aria-describedby={described || undefined}
          aria-invalid={problem !== undefined || undefined}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
        {children}
      </div>
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {problem && (
        <p class="wrong" id={`${id}-problem`}>
          {problem}
        </p>
      )}
    </div>
  );
}

/** A password, with a button that shows it. */
export function PasswordField(props: Omit<TextFieldProps, 'type' | 'children'>) {
  const [shown, setShown] = useState(false);
  return (
    <TextField {...props} type={shown ? 'text' : 'password'}>
      <button
        type="button"
        class="inside"
        aria-label={STRINGS.signIn.showPassword}
        aria-pressed={shown}
        onClick={() => setShown(!shown)}
      >
        <Icon name="eye" />
      </button>
    </TextField>
  );
}
