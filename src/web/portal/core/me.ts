import { computed, signal } from '@preact/signals';
import { ApiError, get } from './api.js';

export interface Me {
  readonly user: string;
  readonly displayName: string;
  readonly groups: readonly string[];
  readonly provider: string;
  readonly multiFactor: boolean;
  readonly permissions: { readonly everywhere: readonly string[]; readonly somewhere: readonly string[] };
}

/** `undefined` until the gateway has said who is signed in, `null` when nobody is. */
export const me = signal<Me | null | undefined>(undefined);

/** May the person do this with anything at all? What they may not is not shown. */
export const may = (action: string): boolean => me.value?.permissions.somewhere.includes(action) ?? false;

/** Is there anything for this person in the administrator view? */
export const isAdministrator = computed(() => (me.value?.permissions.somewhere.length ?? 0) > 0);

export async function loadMe(): Promise<void> {
  try {
    me.value = await get<Me>('/me');
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401) throw error;
    me.value = null;
  }
}
