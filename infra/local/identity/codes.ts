import { createHash, randomInt, timingSafeEqual } from 'node:crypto';
import * as v from 'valibot';
import type { Journal } from '../journal.ts';

const HOUR = 3_600_000;
/** As long as Cognito's own: a day to prove an address, an hour to set a new password. */
const LIFE_MILLISECONDS = { verification: 24 * HOUR, reset: HOUR };
/** Of a million codes; a new one has to be asked for then, and mails are limited. */
const TRIES = 5;

export type Purpose = keyof typeof LIFE_MILLISECONDS;
export type Codes = ReturnType<typeof openCodes>;

const Code = v.object({ digest: v.string(), triesLeft: v.number(), expiresAt: v.number() });

/** Keeps the code out of the file's plain text; six digits are no secret to whoever has the file and time. */
const digestOf = (key: string, code: string): string =>
  createHash('sha256').update(`${key}/${code}`).digest('base64url');

const isSame = (one: string, other: string): boolean => timingSafeEqual(Buffer.from(one), Buffer.from(other));

/** Six-digit codes that prove that somebody reads a mailbox: one at a time for each purpose and user, kept in a journal. */
export const openCodes = (journal: Journal) => {
  const keyOf = (purpose: Purpose, sub: string) => `${purpose}/${sub}`;

  return {
    /** A new code; the one before is void. */
    issue(purpose: Purpose, sub: string): string {
      const key = keyOf(purpose, sub);
      const code = String(randomInt(1_000_000)).padStart(6, '0');
      const expiresAt = Date.now() + LIFE_MILLISECONDS[purpose];
      journal.set(key, { digest: digestOf(key, code), triesLeft: TRIES, expiresAt }, expiresAt);
      return code;
    },

    /** Whether it is the code, which then is used up. A try counts before it is judged; after five the code is void. */
    redeem(purpose: Purpose, sub: string, code: string): boolean {
      const key = keyOf(purpose, sub);
      const kept = v.safeParse(Code, journal.get(key));
      if (!kept.success || kept.output.expiresAt <= Date.now() || kept.output.triesLeft <= 0) return false;
      journal.update(key, { ...kept.output, triesLeft: kept.output.triesLeft - 1 });
      if (!isSame(digestOf(key, code.replaceAll(/\s/g, '')), kept.output.digest)) return false;
      journal.delete(key);
      return true;
    },

    /** Voids what the user was sent. */
    forget(sub: string): void {
      for (const purpose of Object.keys(LIFE_MILLISECONDS) as Purpose[]) journal.delete(keyOf(purpose, sub));
    },
  };
};
