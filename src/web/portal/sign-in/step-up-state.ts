import { signal } from '@preact/signals';
import { ApiError } from '../core/api.js';

/** What a policy asks for. */
export interface Requirements {
  readonly multiFactor?: boolean;
  /** Sets of `acr` values, one of each. */
  readonly contexts?: readonly (readonly string[])[];
  readonly methods?: readonly (readonly string[])[];
  readonly signedInWithinMinutes?: number;
}

export interface StepUp {
  readonly requirements: Requirements;
  readonly done: (signedIn: boolean) => void;
}

/** The dialog that is open. */
export const stepUp = signal<StepUp | undefined>(undefined);

/** Lets the person sign in once more. False when they would rather not. */
export function askStepUp(requirements: Requirements = {}): Promise<boolean> {
  stepUp.value?.done(false);
  return new Promise((resolve) => {
    const done = (signedIn: boolean): void => {
      stepUp.value = undefined;
      resolve(signedIn);
    };
    stepUp.value = { requirements, done };
  });
}

/** Does something for which the gateway may want a fresh sign-in, and does it again after that. */
export async function withStepUp<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'POLICY_STEP_UP' || !(await askStepUp())) throw error;
    return work();
  }
}
