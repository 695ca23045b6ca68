import { GatewayError } from '../errors.js';

/** One thing that is wrong with a request. */
export interface Issue {
  /** Where, such as `schedules.0.days`; empty for the whole. */
  readonly path: string;
  readonly message: string;
}

const SHOWN = 3;

/** A request that is refused with what is wrong with it, field by field. */
export class RequestInvalid extends GatewayError {
  override readonly name = 'RequestInvalid';
  readonly issues: readonly Issue[];

  constructor(issues: readonly Issue[]) {
    const said = issues.slice(0, SHOWN).map(({ path, message }) => (path === '' ? message : `${path}: ${message}`));
    const more = issues.length - said.length;
    super('REQUEST_INVALID', {}, { detail: said.join('; ') + (more > 0 ? `; and ${more} more` : '') });
    this.issues = issues;
  }
}
