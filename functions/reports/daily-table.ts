import * as v from 'valibot';
import type { Deadline } from '#shared/deadline';
import { allPartitions, type Key, parseRow, partitionOf, query, TableName, transact } from '#shared/table';
import { together } from '#shared/together';
import type { Share } from './daily.ts';

const dayOf = (date: string) => `REPORT#${date}`;

const shareKey = (date: string, currency: string, sku: string): Key => ({
  pk: `${dayOf(date)}#${partitionOf(sku)}`,
  sk: `SKU#${currency}#${sku}`,
});

const ShareRow = v.object({ sku: v.string(), units: v.number(), revenue: v.number(), orders: v.number() });

type Heard = { id: string; part: number };

/** Adds an event's shares to its day, once however often it is heard: its id is remembered in the same transaction. */
export const add = async (
  heard: Heard,
  { date, currency, shares }: { date: string; currency: string; shares: Share[] },
  deadline: Deadline,
): Promise<void> => {
  const mark = {
    Put: {
      TableName,
      Item: { pk: `REPORT#HEARD#${heard.id}`, sk: `PART#${heard.part}`, v: 1 },
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  };
  const additions = shares.map(({ sku, units, revenue, orders }) => ({
    Update: {
      TableName,
      Key: shareKey(date, currency, sku),
      UpdateExpression: 'SET sku = :sku, v = :v ADD units :units, revenue :revenue, orders :orders',
      ExpressionAttributeValues: { ':sku': sku, ':v': 1, ':units': units, ':revenue': revenue, ':orders': orders },
    },
  }));
  await transact([mark, ...additions], deadline); // refused: it was heard before
};

/** All shares of a day, by SKU. */
export const sharesOn = async (date: string, currency: string, deadline: Deadline): Promise<Share[]> => {
  const prefix = `SKU#${currency}#`;
  const rows = await together(allPartitions(dayOf(date)).map((pk) => query({ pk, prefix }, deadline)));
  return rows
    .flat()
    .map((row) => parseRow(ShareRow, row))
    .sort((a, b) => (a.sku < b.sku ? -1 : 1));
};
