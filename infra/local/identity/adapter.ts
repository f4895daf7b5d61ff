import { type Adapter, errors, type StoredPayload } from 'oidc-provider';
import type { Journal } from '../journal.ts';

/**
 * Where the provider keeps sessions, grants, codes and refresh tokens. Access tokens are JWTs and never come here.
 * A code or refresh token is consumed once: of two requests that present it at the same moment the second is refused.
 */
export const journalAdapter =
  (journal: Journal) =>
  (model: string): Adapter => {
    const keyOf = (id: string) => `${model}/${id}`;
    const uidKeyOf = (uid: string) => `uid/${model}/${uid}`;
    const stored = (key: string) => journal.get(key) as StoredPayload | undefined;

    return {
      async upsert(id, payload, expiresIn) {
        const expiresAt = expiresIn === undefined ? undefined : Date.now() + expiresIn * 1_000;
        journal.set(keyOf(id), payload, expiresAt);
        if (payload.uid) journal.set(uidKeyOf(payload.uid), id, expiresAt);
      },
      async find(id) {
        return stored(keyOf(id));
      },
      async findByUid(uid) {
        const id = journal.get(uidKeyOf(uid));
        return typeof id === 'string' ? stored(keyOf(id)) : undefined;
      },
      async findByUserCode() {
        return undefined; // the device flow, which alone has user codes, is off
      },
      async consume(id) {
        const payload = stored(keyOf(id));
        if (!payload || payload.consumed) throw new errors.InvalidGrant('already used');
        journal.update(keyOf(id), { ...payload, consumed: Math.floor(Date.now() / 1_000) });
      },
      async destroy(id) {
        const uid = stored(keyOf(id))?.uid;
        if (uid && journal.get(uidKeyOf(uid)) === id) journal.delete(uidKeyOf(uid));
        journal.delete(keyOf(id));
      },
      async revokeByGrantId(grantId) {
        for (const key of journal.keys()) {
          if (key.startsWith(keyOf('')) && stored(key)?.grantId === grantId) journal.delete(key);
        }
      },
    };
  };

/** Whose it is. An interaction that was answered, and only waits to be resumed, is its account's too. */
const accountOf = (stored: unknown): string | undefined => {
  const { accountId, result } = (stored ?? {}) as { accountId?: string; result?: { login?: { accountId: string } } };
  return accountId ?? result?.login?.accountId;
};

/**
 * Ends an account's sessions and sign-ins under way, and voids its codes and refresh tokens, in one write. Access tokens
 * are good until they expire.
 */
export const revokeAccount = (journal: Journal, accountId: string): void => {
  const theirs = journal.keys().filter((key) => accountOf(journal.get(key)) === accountId);
  journal.write(theirs.map((key) => ({ key })));
};
