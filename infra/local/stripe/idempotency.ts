import { createHash } from 'node:crypto';
import type { Change } from '../journal.ts';
import { invalidParameter, StripeError } from './errors.ts';
import type { Draft } from './ledger.ts';

/** An answer as it is sent; `requestId` is that of the request which made it. */
export type Reply = { status: number; text: string; requestId: string };

/** What a key stands for: where it was used, with what, and what came of it. */
type Kept = Reply & { path: string; parameters: string; expiresAt: number };

const PREFIX = 'key:';
/** Stripe forgets keys after 24 hours at the earliest. */
const LIFETIME_MILLISECONDS = 24 * 60 * 60_000;
const LONGEST_KEY = 255;

/** The same for the same parameters in any order. */
const digest = (form: string): string => {
  const parameters = new URLSearchParams(form);
  parameters.sort();
  return createHash('sha256').update(parameters.toString()).digest('base64url');
};

const idempotencyError = (status: number, message: string, code?: string): StripeError =>
  new StripeError(status, { type: 'idempotency_error', message, code });

/**
 * The answer that was given under this key.
 * @throws StripeError when the key stood for another request, or is none
 */
export const replay = (draft: Draft, key: string, path: string, form: string): Reply | undefined => {
  if (key.length > LONGEST_KEY) throw invalidParameter('Idempotency keys are up to 255 characters long');
  const kept = draft.read(PREFIX + key) as Kept | undefined;
  if (!kept || kept.expiresAt <= Date.now()) return undefined;
  const advice = `Try using a key other than '${key}' if you meant to execute a different request.`;
  if (kept.path !== path) {
    const used = `Keys for idempotent requests can only be used for the same endpoint they were first used for ('${path}' vs '${kept.path}').`;
    throw idempotencyError(400, `${used} ${advice}`);
  }
  if (kept.parameters !== digest(form)) {
    const used = 'Keys for idempotent requests can only be used with the same parameters they were first used with.';
    throw idempotencyError(400, `${used} ${advice}`);
  }
  return kept;
};

/** Keeps the answer under its key for a day. */
export const remembered = (key: string, path: string, form: string, reply: Reply): Change => {
  const expiresAt = Date.now() + LIFETIME_MILLISECONDS;
  const value: Kept = { ...reply, path, parameters: digest(form), expiresAt };
  return { key: PREFIX + key, value, expiresAt };
};

/** 409 for a key whose first request has not been answered. */
export const keyInUse = (key: string): StripeError =>
  idempotencyError(
    409,
    `There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): ${key}. Please try again later.`,
    'idempotency_key_in_use',
  );
