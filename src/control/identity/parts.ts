import type { Logger } from '../../logger.js';
import type { Audit } from '../audit/audit.js';
import type { Resources } from '../resources/repository.js';
import type { Store } from '../store/store.js';
import type { SignInSettings } from './options.js';
import type { Random } from './tokens.js';

/** What every part of sign-in is made with. */
export interface Parts {
  readonly store: Store;
  readonly resources: Resources;
  readonly audit: Audit;
  readonly logger: Logger;
  readonly settings: SignInSettings;
  readonly random: Random;
}
