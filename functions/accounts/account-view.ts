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
export const addressesView = ({ addresses }: Account) =>
  Object.keys(addresses)
    .sort()
    .map((id) => ({ id, address: addresses[id] }));

export const exportView = ({ id, status, requestedAt, expiresAt, items }: Export) => ({
  id,
  status,
  requestedAt,
  expiresAt,
  items,
});
