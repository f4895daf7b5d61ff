import { hash } from 'node:crypto';
import { awsError } from './errors.ts';

/** How long a ClientRequestToken is remembered after its transaction was done. Source: API reference, TransactWriteItems. */
const REMEMBERED_MS = 10 * 60 * 1000;

type Done = { fingerprint: string; at: number; committed: Promise<void> };

/**
 * Remembers the tokens of successful transactions, by a digest of their items (every SDK sends a token with every
 * transaction, so there are many). Two generations make forgetting cheap. A restart forgets all.
 */
export const tokenMemory = (now: () => number) => {
  let young = new Map<string, Done>();
  let old = new Map<string, Done>();
  let turned = now();

  return {
    fingerprint: (items: unknown): string => hash('sha1', JSON.stringify(items), 'base64'),

    /** The commit of the same transaction, if it was done. @throws IdempotentParameterMismatchException */
    recall: (token: string, fingerprint: string): Promise<void> | undefined => {
      const done = young.get(token) ?? old.get(token);
      if (!done || now() - done.at > REMEMBERED_MS) return undefined;
      if (done.fingerprint !== fingerprint)
        throw awsError(
          'IdempotentParameterMismatchException',
          'The request has the same client token but different parameters',
        );
      return done.committed;
    },

    remember: (token: string, fingerprint: string, committed: Promise<void>): void => {
      if (now() - turned > REMEMBERED_MS) {
        old = young;
        young = new Map();
        turned = now();
      }
      young.set(token, { fingerprint, at: now(), committed });
    },
  };
};
