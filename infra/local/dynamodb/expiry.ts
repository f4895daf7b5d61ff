import type { Item } from './item.ts';
import { expiryPrefix, type Table } from './table.ts';

/** Seconds as text that sorts like the number. */
export const secondsText = (seconds: number): string => String(Math.floor(seconds)).padStart(16, '0');

/** When the item expires, in seconds since the epoch. */
export const expiryOf = (item: Item | undefined, attribute: string): number | undefined => {
  const seconds = Number(item?.[attribute]?.N);
  return seconds >= 0 ? seconds : undefined;
};

/** Where an item stands in the order of expiry; nowhere without TTL or a number in its attribute. */
export const expiryKey = (table: Table, key: string, item: Item | undefined): string | undefined => {
  const { expiryAttribute } = table.settings;
  if (expiryAttribute === undefined) return undefined;
  const seconds = expiryOf(item, expiryAttribute);
  return seconds === undefined ? undefined : `${expiryPrefix(table.name)}${secondsText(seconds)}~${key}`;
};
