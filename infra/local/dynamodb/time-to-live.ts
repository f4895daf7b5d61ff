import { invalid } from './errors.ts';
import { expiryKey, expiryOf, secondsText } from './expiry.ts';
import type { Item } from './item.ts';
import { clear, type Service } from './service.ts';
import { allOf } from './store.ts';
import type { Identity } from './streams.ts';
import { expiryPrefix, type Table } from './table.ts';
import { changeItem } from './write.ts';

/** DynamoDB leaves items alone whose expiry is more than five years ago: somebody mistook milliseconds or the epoch. */
const FIVE_YEARS_SECONDS = 5 * 365 * 24 * 60 * 60;

/** Who deletes expired items, in stream records. A Lambda event spells the fields in lower case. */
const SERVICE: Identity = { Type: 'Service', PrincipalId: 'dynamodb.amazonaws.com' };

/**
 * Deletes what expired before now, in the order of expiry, each item in a change of its own. Items are looked at again
 * when it is their turn: whoever prolonged one in the meantime keeps it.
 */
export const deleteExpired = async ({ tables, store, streams, begin, now }: Service): Promise<void> => {
  const seconds = Math.floor(now() / 1000);
  for (const table of tables.values()) {
    const { expiryAttribute } = table.settings;
    if (expiryAttribute === undefined) continue;
    const prefix = expiryPrefix(table.name);
    const oldest = secondsText(Math.max(0, seconds - FIVE_YEARS_SECONDS));
    for await (const keys of store.values({ gte: prefix + oldest, lt: prefix + secondsText(seconds) })) {
      const deletions = (keys as string[]).map((key) => {
        const changes = begin();
        const before = changes.get(key) as Item | undefined;
        const expiry = expiryOf(before, expiryAttribute);
        if (!before || expiry === undefined || expiry >= seconds) return undefined;
        changeItem(changes, streams, undefined, { table, key }, { before, after: undefined }, SERVICE);
        return changes.commit();
      });
      await Promise.all(deletions);
    }
  }
};

/** Puts the items that were there before TTL was enabled into the order of expiry; new ones are by themselves. */
const indexExpiries = async ({ store, begin }: Service, table: Table): Promise<void> => {
  for await (const rows of store.entries(allOf(table.prefix))) {
    const changes = begin();
    for (const [key] of rows) {
      const expiry = expiryKey(table, key, changes.get(key) as Item | undefined);
      if (expiry) changes.put(expiry, key);
    }
    await changes.commit();
  }
};

export const timeToLiveOperations = (service: Service, save: (table: Table) => Promise<void>) => ({
  UpdateTimeToLive: async (table: Table, input: Record<string, unknown>) => {
    const specification = input.TimeToLiveSpecification as { Enabled?: boolean; AttributeName?: string } | undefined;
    const { Enabled, AttributeName } = specification ?? {};
    if (typeof Enabled !== 'boolean' || typeof AttributeName !== 'string' || AttributeName === '')
      throw invalid('TimeToLiveSpecification needs Enabled and AttributeName');
    const { expiryAttribute } = table.settings;
    if (Enabled && expiryAttribute !== undefined)
      throw invalid(
        expiryAttribute === AttributeName
          ? 'TimeToLive is already enabled'
          : `TimeToLive is active on a different AttributeName: current AttributeName is ${expiryAttribute}`,
      );
    if (!Enabled && expiryAttribute === undefined) throw invalid('TimeToLive is already disabled');
    if (Enabled) table.settings.expiryAttribute = AttributeName;
    else delete table.settings.expiryAttribute;
    await save(table);
    await (Enabled ? indexExpiries(service, table) : clear(service, [expiryPrefix(table.name)]));
    return { TimeToLiveSpecification: { Enabled, AttributeName } };
  },

  DescribeTimeToLive: (table: Table) => {
    const { expiryAttribute } = table.settings;
    return {
      TimeToLiveDescription:
        expiryAttribute === undefined
          ? { TimeToLiveStatus: 'DISABLED' }
          : { TimeToLiveStatus: 'ENABLED', AttributeName: expiryAttribute },
    };
  },
});
