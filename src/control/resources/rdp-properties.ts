import { z } from 'zod';

const PROPERTY = /^[A-Za-z][A-Za-z0-9 ]{0,63}:(i:-?\d{1,10}|s:[^;\r\n]{0,1024}|b:[0-9A-Fa-f]{0,2048})$/;

/** Properties as .rdp files write them, `name:type:value`, separated by semicolons. */
export const rdpProperties = z
  .string()
  .max(16_384)
  .default('')
  .superRefine((value, context) => {
    for (const property of splitProperties(value)) {
      if (!PROPERTY.test(property)) {
        context.addIssue({
          code: 'custom',
          message: `"${property.slice(0, 64)}" is not of the form name:i:1 or name:s:text`,
        });
      }
    }
  });

export type RdpProperties = ReadonlyMap<string, number | string>;

/** Reads checked properties; names in lower case, the last of a name counts. Binary values stay as their digits. */
export function readRdpProperties(text: string): RdpProperties {
  return new Map(
    splitProperties(text).map((property) => {
      const [name, type, ...value] = property.split(':');
      return [name.toLowerCase(), type === 'i' ? Number(value[0]) : value.join(':')];
    }),
  );
}

const splitProperties = (text: string): string[] =>
  text
    .split(/;|\r?\n/)
    .map((property) => property.trim())
    .filter((property) => property !== '');
