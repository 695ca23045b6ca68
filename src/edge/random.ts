import { createHash, randomBytes } from 'node:crypto';

/** 256 bits: neither guessed nor found twice. */
export const randomKey = (): string => randomBytes(32).toString('base64url');

/** Keys are looked up by their hash, so that neither a lookup's timing nor a memory dump gives one away. */
export const hashKey = (key: string): string => createHash('sha256').update(key).digest('base64url');
