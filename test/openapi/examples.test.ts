import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Example, IDS } from '../../infra/openapi/examples/example.ts';
import { exampleCalled, STORY } from '../../infra/openapi/examples/story.ts';
import { ROUTES } from '../../infra/openapi/rooms.ts';
import { type Answer, eventually, type House, openHouse, person } from '../journeys/caller.ts';
import { type Checkout, checkoutOf } from '../journeys/checkout.ts';

let house: House;
let till: Checkout;
/** Ids of the running system, by those that the documents show. */
const real = new Map<string, string>();
let clientSecret = '';

beforeAll(async () => {
  house = await openHouse();
  till = checkoutOf(house);
}, 120_000);
afterAll(() => house?.stop());

const PEOPLE = {
  anyone: undefined,
  shopper: person('shopper', 'ada'),
  leaver: person('shopper', 'leaver'),
  staff: person('staff', 'grace'),
  admin: person('admin', 'root'),
  machine: {
    kind: 'machine' as const,
    scopes: ['backroom/catalog.write', 'backroom/stock.write', 'backroom/orders.write'],
  },
};

const renamed = (text: string): string => [...real].reduce((said, [shown, id]) => said.replaceAll(shown, id), text);

const pathOf = (operation: string, { params = {}, query }: Example): string => {
  const { path } = ROUTES.find((route) => route.operation === operation) as (typeof ROUTES)[number];
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => params[name] ?? '');
  return renamed(query ? `${filled}?${new URLSearchParams(query)}` : filled);
};

/** Learns the ids that the system gave where the documents show others. */
const learn = (shown: unknown, said: unknown): void => {
  if (typeof shown === 'string' && typeof said === 'string') {
    if (Object.values<string>(IDS).includes(shown)) real.set(shown, said);
  } else if (shown !== null && typeof shown === 'object' && said !== null && typeof said === 'object') {
    for (const [name, member] of Object.entries(shown)) learn(member, (said as Record<string, unknown>)[name]);
  }
};

/** Which members a value has, however deep; of a list, its first member's. */
const shapeOf = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.slice(0, 1).map(shapeOf);
  if (value === null || typeof value !== 'object') return value === null ? 'null' : typeof value;
  const members = Object.entries(value).map(([name, member]) => [name, shapeOf(member)] as const);
  return Object.fromEntries(members.sort(([a], [b]) => (a < b ? -1 : 1)));
};

const methodOf = (operation: string): string => ROUTES.find((route) => route.operation === operation)?.method ?? 'GET';

const send = (operation: string, example: Example): Promise<Answer> => {
  const as = PEOPLE[example.as];
  return house.call(methodOf(operation), pathOf(operation, example), {
    ...(as && { as }),
    ...(example.body !== undefined && { body: JSON.parse(renamed(JSON.stringify(example.body))) }),
    ...(example.headers && { headers: example.headers }),
  });
};

/** Units that somebody takes from a counter behind the ledger's back. */
const MISSING = 5;

const meddle = async () => {
  const table = till.table();
  const TableName = house.system.system.tableName;
  const Key = { pk: 'STOCK#MUG#0', sk: 'COUNTER' };
  expect((await table.send(new GetCommand({ TableName, Key }))).Item).toBeDefined();
  await table.send(
    new UpdateCommand({
      TableName,
      Key,
      UpdateExpression: 'SET available = available - :n',
      ExpressionAttributeValues: { ':n': MISSING },
    }),
  );
};

/** What has to be so before an example can be answered as it says. */
const BEFORE: Record<NonNullable<(typeof STORY)[number]['after']>, () => Promise<unknown>> = {
  paid: async () => {
    await till.confirm(clientSecret);
    await till.becomes(real.get(IDS.order) as string, 'paid');
  },
  counted: () =>
    eventually(
      () => house.call('GET', '/v1/reports/daily?date=2010-12-01', { as: PEOPLE.staff }),
      ({ body }) => body.orders === 1,
    ),
  copied: () =>
    eventually(
      () => house.call('GET', `/v1/me/exports/${real.get(IDS.export)}`, { as: PEOPLE.shopper }),
      ({ body }) => body.status === 'ready',
    ),
  removed: () =>
    eventually(
      () => house.call('POST', '/v1/me/exports', { as: PEOPLE.leaver }),
      ({ status }) => status === 401,
    ),
  'meddled with': async () => {
    await till.rest();
    await meddle();
  },
  reconciled: () =>
    eventually(
      () => house.call('GET', `/v1/reconciliations/${real.get(IDS.reconciliation)}`, { as: PEOPLE.admin }),
      ({ body }) => body.status === 'finished',
    ),
};

describe('a shop that was opened a moment ago answers', () => {
  it.each(STORY)('$example', async ({ example: name, after }) => {
    const { operation, example } = exampleCalled(name);
    if (after) await BEFORE[after]();

    const answer = await send(operation, example);

    expect(answer).toMatchObject({ status: example.answer.status });
    expect(shapeOf(answer.body || undefined)).toEqual(shapeOf(example.answer.body));
    learn(example.answer.body, answer.body);
    clientSecret = answer.body?.clientSecret ?? clientSecret;
  });
});
