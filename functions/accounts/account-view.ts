import type { Account, Export } from './account.ts';

export const accountView = ({ id, email, name, phone, locale, version, createdAt }: Account) => ({
  id,
  email,
  name,
  phone,
  locale,
  version,
  createdAt,
});

/** By name. */
export const addressesView = ({ addresses }: Account) => addresses.toSorted((a, b) => (a.id < b.id ? -1 : 1));

export const exportView = ({ id, status, requestedAt, expiresAt, items }: Export) => ({
  id,
  status,
  requestedAt,
  expiresAt,
  items,
});
