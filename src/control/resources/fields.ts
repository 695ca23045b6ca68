/** Fields that kinds share. */
import ipaddr from 'ipaddr.js';
import { IANAZone } from 'luxon';
import { z } from 'zod';

/** What a resource is called in paths and references. User names and host names are names. */
export const name = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9._@+-]{0,126}[a-z0-9])?$/, {
    message: 'lower-case letters, digits and . _ @ + - only, at most 128, with a letter or digit at both ends',
  })
  .meta({ id: 'Name', description: 'Name in paths and references; lower case.' });

/** Name of another resource, which must exist and cannot be deleted while it is named here. */
export const reference = (kind: string) =>
  name.clone().meta({ description: `Name of a ${kind}.`, 'x-reference': kind });

/** Kept sealed, never read back; left out in a change it stays as it was. */
export const secret = (description: string) =>
  z.string().max(4096).optional().meta({ description, writeOnly: true, 'x-secret': true });

const text = (most: number) =>
  z
    .string()
    .max(most)
    .refine((value) => !hasControls(value), { message: 'control characters are not allowed' });

const hasControls = (value: string): boolean =>
  [...value].some((character) => {
    const code = character.codePointAt(0)!;
    return code < 0x20 ? code !== 0x0a && code !== 0x09 : 0x7f <= code && code < 0xa0;
  });

export const displayName = text(128).min(1).describe('Name that people see.');
export const description = text(1024).default('').describe('What it is for.');
export const line = (most: number) => text(most).refine((value) => !/[\n\t]/.test(value), { message: 'one line only' });

export const cidr = z
  .string()
  .max(64)
  .refine((value) => ipaddr.isValidCIDR(value) || ipaddr.isValid(value), { message: 'not an address or CIDR range' })
  .describe('Address or CIDR range, such as `10.0.0.0/8` or `2001:db8::/32`.');

export const timeZone = z
  .string()
  .max(64)
  .refine((value) => IANAZone.isValidZone(value), { message: 'not an IANA time zone' })
  .describe('IANA time zone, such as `Europe/Berlin`.');

export const timeOfDay = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, { message: 'not of the form 07:30' })
  .describe('Time of day, `HH:MM`.');

export const weekday = z.enum(['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']);

/** PNG or SVG as a data URL. SVG is only ever shown through `<img>`, where it runs no script. */
export const icon = z
  .string()
  .max(96 * 1024)
  .regex(/^data:image\/(png|svg\+xml);base64,[A-Za-z0-9+/]+={0,2}$/, { message: 'not a PNG or SVG data URL' })
  .optional()
  .describe('Icon as a data URL (PNG or SVG, base64), at most 96 KiB.');

/** Either a user or a group. */
export const principal = z
  .union([z.strictObject({ user: reference('user') }), z.strictObject({ group: reference('group') })])
  .describe('A user or a group.');
