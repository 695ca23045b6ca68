import { GatewayError } from '../../errors.js';

const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS'];

/** Headers by which a browser says where a request comes from; '' where it does not say. */
export interface PageHeaders {
  readonly origin: string;
  readonly secFetchSite: string;
}

/**
 * Throws CSRF_REFUSED unless a page of ours, or a client that is no page, sent this request. For writes that a cookie
 * authenticates or that set one; SameSite keeps cookies from most others, and this from the rest (sibling subdomains,
 * browsers that send cookies with top-level POST for two minutes).
 */
export function checkPage(method: string, { origin, secFetchSite }: PageHeaders, ownOrigin: string): void {
  if (SAFE_METHODS.includes(method)) return;
  const ours = origin === '' ? ['', 'same-origin', 'none'].includes(secFetchSite) : origin === ownOrigin;
  if (!ours || !['', 'same-origin', 'none'].includes(secFetchSite)) {
    throw new GatewayError('CSRF_REFUSED', { origin, secFetchSite });
  }
}
