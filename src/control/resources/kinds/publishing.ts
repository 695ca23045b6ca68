/** What people see in the portal: workspaces with application groups, applications in them, and who gets them. */
import { z } from 'zod';
import { description, displayName, icon, line, principal, reference } from '../fields.js';
import { defineKind } from '../kind.js';

export const workspace = defineKind({
  kind: 'workspace',
  plural: 'workspaces',
  title: 'Workspace',
  description: 'A heading in the portal under which application groups stand.',
  schema: z.strictObject({ displayName, description }),
});

export const applicationGroup = defineKind({
  kind: 'application-group',
  plural: 'application-groups',
  title: 'ApplicationGroup',
  description: 'What is assigned: the desktop of a host pool, or applications on it.',
  schema: z.strictObject({
    displayName,
    description,
    type: z.enum(['Desktop', 'RemoteApp']).describe('The whole desktop, or the applications of the group.'),
    hostPool: reference('host-pool'),
    workspace: reference('workspace'),
    icon,
  }),
});

export const application = defineKind({
  kind: 'application',
  plural: 'applications',
  title: 'Application',
  description: 'A program of a RemoteApp group.',
  schema: z.strictObject({
    displayName,
    description,
    applicationGroup: reference('application-group'),
    program: line(259).min(1).describe('Alias, as `||notepad`, or path on the host.'),
    arguments: line(8000).default('').describe('Arguments of the program.'),
    workingFolder: line(259).default('').describe('Folder on the host in which the program starts.'),
    icon,
    hidden: z.boolean().default(false).describe('Not shown in the portal, but reachable by its address.'),
  }),
});

export const assignment = defineKind({
  kind: 'assignment',
  plural: 'assignments',
  title: 'Assignment',
  description: 'Gives an application group to a user or a group.',
  schema: z.strictObject({ principal, applicationGroup: reference('application-group') }),
});
