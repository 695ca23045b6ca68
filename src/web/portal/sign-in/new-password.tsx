import { useState } from 'preact/hooks';
import type { ProblemBody } from '../core/api.js';
import { STRINGS } from '../strings.js';
import { PasswordField } from '../ui/text-field.js';

const TEXT = STRINGS.setup;

export interface NewPassword {
  readonly password: string;
  /** What is wrong with it, as far as the page can tell. */
  check(): string | undefined;
  readonly fields: preact.JSX.Element;
}

/** Two fields for a password that is new. `problem` may say what the gateway found wrong with it. */
export function useNewPassword(
  labels: { next: string; repeat: string },
  problem: ProblemBody | undefined,
): NewPassword {
  const [password, setPassword] = useState('');
  const [repeat, setRepeat] = useState('');
  const [touched, setTouched] = useState(false);
  const differs = touched && password !== repeat ? TEXT.differs : undefined;
  const refused = problem?.issues?.find(({ path }) => path === 'password')?.message;
  return {
    password,
    check: () => {
      setTouched(true);
      return password === repeat ? undefined : TEXT.differs;
    },
    fields: (
      <>
        <PasswordField
          label={labels.next}
          value={password}
          onInput={setPassword}
          hint={TEXT.passwordHint}
          problem={refused}
          autoComplete="new-password"
          minLength={12}
          required
        />
        <PasswordField
          label={labels.repeat}
          value={repeat}
          onInput={setRepeat}
          problem={differs}
          autoComplete="new-password"
          required
        />
      </>
    ),
  };
}
