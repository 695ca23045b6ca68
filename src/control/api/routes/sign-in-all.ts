import type { ControlPlane } from '../../control-plane.js';
import type { Api } from '../route.js';
import { addBrowserSessionRoutes } from './browser-sessions.js';
import { addFactorRoutes } from './factors.js';
import { addSignInRoutes } from './sign-in.js';
import { addLinkRoutes } from './sign-in-links.js';
import { addOidcRoutes } from './sign-in-oidc.js';
import { addSignOutRoutes } from './sign-out.js';

/** Everything about who somebody is and how they prove it. */
export function addIdentityRoutes(api: Api, plane: ControlPlane): void {
  addSignInRoutes(api, plane);
  addOidcRoutes(api, plane);
  addLinkRoutes(api, plane);
  addSignOutRoutes(api, plane);
  addFactorRoutes(api, plane);
  addBrowserSessionRoutes(api, plane);
}
