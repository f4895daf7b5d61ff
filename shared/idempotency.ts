import { createHash } from 'node:crypto';
import { Refusal } from './errors.ts';
import type { CallerId } from './values.ts';

const DIGITS = '0123456789abcdefghjkmnpqrstvwxyz';

/** The first 130 bits of SHA-256 over the parts, as 26 digits of base 32. */
export const digest = (...parts: (string | number)[]): string => {
  // A NUL cannot stand in any part (keys are visible ASCII), so no two lists of parts read the same.
  const hash = createHash('sha256').update(parts.join('\0')).digest();
  let bits = 0;
  let held = 0;
  let digits = '';
  for (const byte of hash) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5 && digits.length < 26) {
      bits -= 5;
      digits += DIGITS[(held >> bits) & 31];
    }
    held &= (1 << bits) - 1;
  }
  return digits;
};

/**
 * The request's key, which a client may send bare or as a quoted string.
 * @throws Refusal 400 `idempotency_key_missing` | `idempotency_key_invalid`
 */
export const readKey = (header: string | undefined): string => {
  if (header === undefined || header === '') {
    throw new Refusal(400, 'idempotency_key_missing', 'This request needs an Idempotency-Key header.');
  }
  const key = /^"(.*)"$/s.exec(header)?.[1] ?? header;
  if (!/^[\x21-\x7e]{16,255}$/.test(key) || /^"|"$/.test(key)) {
    throw new Refusal(
      400,
      'idempotency_key_invalid',
      'An Idempotency-Key is 16 to 255 visible ASCII characters, bare or in quotes.',
    );
  }
  return key;
};

/** What a keyed request is about: the same caller, operation and key are the same request for ever. */
export type Keyed = { caller: CallerId; operation: string; key: string };

/** An id that a repeated request derives again. */
export const derivedId = (prefix: string, { caller, operation, key }: Keyed): string =>
  `${prefix}_${digest(caller, operation, key)}`;

const canonical = (value: unknown): unknown =>
  value !== null && typeof value === 'object'
    ? Array.isArray(value)
      ? value.map(canonical)
      : Object.fromEntries(
          Object.keys(value)
            .sort()
            .map((name) => [name, canonical((value as Record<string, unknown>)[name])]),
        )
    : value;

/** Equal for equal input: SHA-256 of canonical JSON, names sorted, lists in their order. Base64url, 43 characters. */
export const inputHash = (input: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify(canonical(input)))
    .digest('base64url');

export const keyReused = () =>
  new Refusal(422, 'idempotency_key_reused', 'This Idempotency-Key was used before, for a different request.');
