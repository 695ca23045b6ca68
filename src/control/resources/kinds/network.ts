/** What connectors will reach. Descriptions are kept and checked; nothing dials through a connector yet. */
import { z } from 'zod';
import { description, displayName, line, reference } from '../fields.js';
import { defineKind } from '../kind.js';

export const connectorGroup = defineKind({
  kind: 'connector-group',
  plural: 'connector-groups',
  title: 'ConnectorGroup',
  description: 'Connectors of one private network.',
  schema: z.strictObject({ displayName, description }),
});

export const connector = defineKind({
  kind: 'connector',
  plural: 'connectors',
  title: 'Connector',
  description: 'A process inside a private network that dials out to the gateway.',
  schema: z.strictObject({ displayName, description, connectorGroup: reference('connector-group') }),
});

export const webApp = defineKind({
  kind: 'web-app',
  plural: 'web-apps',
  title: 'WebApp',
  description: 'An internal web page.',
  schema: z.strictObject({
    displayName,
    description,
    internalUrl: z.url({ protocol: /^https?$/ }),
    externalHost: line(253).optional(),
    connectorGroup: reference('connector-group').optional(),
    workspace: reference('workspace').optional(),
  }),
});
