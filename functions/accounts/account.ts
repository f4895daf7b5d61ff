import { Refusal } from '#shared/errors';
import type { Address, CallerId, ExportId } from '#shared/values';
import type { AccountPatch } from './contract.ts';

/** `erasing`: it is closed, and what is personal is being erased wherever it lies. `erased`: none of it is left. */
type Status = 'active' | 'erasing' | 'erased';

type NamedAddress = { id: string; address: Address };

/** A person, as the shop knows them beside what their token says. */
export type Account = {
  id: CallerId;
  status: Status;
  email?: string | undefined;
  name?: string | undefined;
  phone?: string | undefined;
  locale?: string | undefined;
  /** By the names that their owner gave them. A list: a name is anybody's text, and no key of an object. */
  addresses: NamedAddress[];
  /** Raised by one with every change; 0 while nothing is kept. */
  version: number;
  /** The number of its last event. */
  seq: number;
  createdAt?: string | undefined;
  closedAt?: string | undefined;
  /** When the user was removed from the pool. */
  removedAt?: string | undefined;
  /** The copy of everything that was asked for last. */
  lastExport?: { id: ExportId; at: string } | undefined;
  /** When there is something to be erased. */
  eraseAt?: string | undefined;
};

/** Somebody of whom nothing is kept yet: who signed in at another issuer, or whose sign-up nobody has told us of. */
export const unknown = (id: CallerId): Account => ({ id, status: 'active', addresses: [], version: 0, seq: 0 });

/** @throws Refusal 410 `account_closed` */
export const checkOpen = ({ status }: Account): void => {
  if (status !== 'active') throw new Refusal(410, 'account_closed', 'This account was closed by its owner.');
};

/** @throws Refusal 412 `version_mismatch` */
export const checkVersion = ({ version }: Account, ifMatch: string[] | undefined): void => {
  if (ifMatch === undefined || ifMatch.includes('*') || ifMatch.includes(String(version))) return;
  throw new Refusal(412, 'version_mismatch', 'The account has changed since; read it again.');
};

const moved = (account: Account, change: Partial<Account>, now: Date): Account => ({
  ...account,
  createdAt: account.createdAt ?? now.toISOString(),
  ...change,
  version: account.version + 1,
});

/** As sign-up tells of them. @returns undefined when that was known, or they have left */
export const signedUp = (account: Account, email: string, now: Date): Account | undefined =>
  account.status === 'active' && account.email !== email ? moved(account, { email }, now) : undefined;

/** @returns undefined when it says nothing new */
export const patch = (account: Account, said: AccountPatch, now: Date): Account | undefined => {
  const entries = Object.entries(said).map(([name, value]) => [name, value ?? undefined] as const);
  const isNew = entries.some(([name, value]) => account[name as keyof AccountPatch] !== value);
  return isNew ? moved(account, Object.fromEntries(entries), now) : undefined;
};

/** Addresses of an account; more belong into somebody's own books. */
const MAX_ADDRESSES = 20;

const same = (one: Address | undefined, other: Address): boolean =>
  one !== undefined &&
  Object.keys(other).every((field) => one[field as keyof Address] === other[field as keyof Address]);

/**
 * @returns undefined when it is kept already
 * @throws Refusal 422 `too_many_addresses`
 */
export const keepAddress = (account: Account, name: string, address: Address, now: Date): Account | undefined => {
  const known = account.addresses.find(({ id }) => id === name);
  if (same(known?.address, address)) return undefined;
  const addresses = [...account.addresses.filter((one) => one !== known), { id: name, address }];
  if (addresses.length > MAX_ADDRESSES) {
    throw new Refusal(422, 'too_many_addresses', `An account keeps ${MAX_ADDRESSES} addresses.`);
  }
  return moved(account, { addresses }, now);
};

/** @returns undefined when there is none of this name */
export const forgetAddress = (account: Account, name: string, now: Date): Account | undefined => {
  const addresses = account.addresses.filter(({ id }) => id !== name);
  return addresses.length < account.addresses.length ? moved(account, { addresses }, now) : undefined;
};

/** Nothing personal is left on the account itself; elsewhere it is erased from now on. */
export const close = ({ id, version, seq, createdAt }: Account, now: Date): Account => ({
  ...unknown(id),
  status: 'erasing',
  version: version + 1,
  seq: seq + 1,
  createdAt: createdAt ?? now.toISOString(),
  closedAt: now.toISOString(),
  eraseAt: now.toISOString(),
});

/**
 * Tokens are given to nobody who is removed. The last one may be good for a quarter of an hour, by another clock, and what
 * was done with it may be missing from an index for a while.
 */
const SETTLED_MINUTES = 15 + 5 + 10;

/** The user is gone; everything is erased once more when nothing can have come since. */
export const removed = (account: Account, now: Date): Account => ({
  ...account,
  version: account.version + 1,
  removedAt: now.toISOString(),
  eraseAt: new Date(now.getTime() + SETTLED_MINUTES * 60_000).toISOString(),
});

/** Nothing can have come since. */
export const isSettled = ({ removedAt, eraseAt }: Account, now: Date): boolean =>
  removedAt !== undefined && eraseAt !== undefined && eraseAt <= now.toISOString();

export const erased = ({ eraseAt: _, ...account }: Account): Account => ({
  ...account,
  status: 'erased',
  version: account.version + 1,
});

/** A copy of all that is kept of somebody, while it is made and for a week. */
export type Export = {
  id: ExportId;
  accountId: CallerId;
  status: 'pending' | 'ready';
  requestedAt: string;
  expiresAt: string;
  /** What has been copied so far, and where it goes on. */
  items: number;
  cursor?: string | undefined;
};

const KEPT_DAYS = 7;
/** A copy that was asked for within this time is as good as another. */
const FRESH_MINUTES = 60;

/** @returns undefined when another copy is wanted */
export const freshExport = ({ lastExport }: Account, now: Date): ExportId | undefined =>
  lastExport && now.getTime() - Date.parse(lastExport.at) < FRESH_MINUTES * 60_000 ? lastExport.id : undefined;

/** @param id of the copy, which nobody else has */
export const requestExport = (account: Account, id: ExportId, now: Date): { account: Account; copy: Export } => ({
  account: moved(account, { seq: account.seq + 1, lastExport: { id, at: now.toISOString() } }, now),
  copy: {
    id,
    accountId: account.id,
    status: 'pending',
    requestedAt: now.toISOString(),
    expiresAt: new Date(now.getTime() + KEPT_DAYS * 86_400_000).toISOString(),
    items: 0,
  },
});
