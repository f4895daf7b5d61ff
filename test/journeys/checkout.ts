import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { HOST_KEY } from '../../infra/local/grants/judge.ts';
import type { LedgerEntry } from '../../infra/local/stripe/account.ts';
import type { FaultsInput } from '../../infra/local/stripe/faults.ts';
import { type Answer, eventually, fresh, type House, person } from './caller.ts';

type Person = ReturnType<typeof person>;
type Said = { id: string; type: string; data: { object: { id: string } } };
type Queue = { name: string; visible: number; inFlight: number; delayed: number; isDeadLetter: boolean };

export const ada = person('shopper', 'ada');
export const grace = person('staff', 'grace');
const root = person('admin', 'root');

/** More than an order by card is held for. */
export const PAST_HOLD = 31 * 60;

const tallied = (names: string[]) =>
  Object.fromEntries(Object.entries(Object.groupBy(names, (name) => name)).map(([name, all]) => [name, all?.length]));
export const tally = (answers: { status: number }[]) => tallied(answers.map(({ status }) => String(status)));

/** Shoppers who pay by card, the shop's own page that confirms for them, and the provider's side of it. */
export const checkoutOf = (house: House) => {
  const stripe = () => house.system.system.stripe;
  const control = house.system.control;

  const place = (sku: string, { as = ada, quantity = 1, key = fresh('order') } = {}): Promise<Answer> =>
    house.call('POST', '/v1/orders', { as, key, body: { lines: [{ sku, quantity }] } });

  const begin = (orderId: string, { as = ada, key = fresh('payment') } = {}): Promise<Answer> =>
    house.call('POST', `/v1/orders/${orderId}/payments`, { as, key });

  const atProvider = async (method: string, path: string, key: string, form?: Record<string, string>) => {
    const response = await fetch(`${stripe().url}${path}`, {
      method,
      headers: { authorization: `Bearer ${key}` },
      ...(form && { body: new URLSearchParams(form) }),
    });
    return { status: response.status, body: (await response.json()) as Answer['body'] };
  };

  /** As the shop's page does: with the publishable key and the client secret. */
  const confirm = (clientSecret: string, card = 'pm_card_visa') => {
    const [intentId] = clientSecret.split('_secret_');
    const form = { client_secret: clientSecret, payment_method: card };
    return atProvider('POST', `/v1/payment_intents/${intentId}/confirm`, stripe().publishableKey, form);
  };

  const order = async (id: string, as: Person = grace): Promise<Answer['body']> =>
    (await house.call('GET', `/v1/orders/${id}`, { as })).body;

  const payments = (orderId: string): Promise<Answer['body'][]> => house.all(`/v1/orders/${orderId}/payments`, grace);

  const ledger = async (): Promise<LedgerEntry[]> => (await control('GET', '/stripe/ledger')) as LedgerEntry[];

  /** An order of somebody's with its payment, which nobody has confirmed yet. */
  const begun = async (sku: string, { as = ada, quantity = 1 } = {}) => {
    const placed = await place(sku, { as, quantity });
    const payment = await begin(placed.body.id, { as });
    if (placed.status !== 201 || payment.status !== 201) throw new Error(JSON.stringify([placed.body, payment.body]));
    return { order: placed.body, payment: payment.body, secret: payment.body.clientSecret as string };
  };

  const becomes = (orderId: string, status: string): Promise<Answer['body']> =>
    eventually(
      () => order(orderId),
      (found) => found.status === status,
    );

  /** How many messages wait, by queue; the dead ones too. */
  const waiting = async (): Promise<Record<string, number>> =>
    Object.fromEntries(
      ((await control('GET', '/queues')) as Queue[])
        .map(({ name, visible, inFlight, delayed }) => [name, visible + inFlight + delayed] as const)
        .filter(([, count]) => count > 0),
    );

  /** One money on each side: what the provider holds of the orders, and what we say of them. */
  const books = async (orderIds: string[]) => {
    const entries = (await ledger()).filter(({ metadata }) => orderIds.includes(metadata.orderId ?? ''));
    const theirs = entries
      .filter(({ amount_received }) => amount_received > 0)
      .map(({ metadata, amount_received, amount_refunded }) => [metadata.paymentId, amount_received, amount_refunded]);
    const lists: Answer['body'][][] = [];
    for (const id of orderIds) lists.push(await payments(id));
    const ours = lists
      .flat()
      .filter(({ captured }) => captured.amount > 0)
      .map(({ id, captured, refunded }) => [id, captured.amount, refunded.amount]);
    return { ours: ours.toSorted(), theirs: theirs.toSorted() };
  };

  return {
    place,
    begin,
    confirm,
    order,
    payments,
    ledger,
    begun,
    becomes,
    books,
    paid: async (sku: string, { as = ada, quantity = 1 } = {}) => {
      const made = await begun(sku, { as, quantity });
      await confirm(made.secret);
      await becomes(made.order.id, 'paid');
      return made;
    },
    timeline: async (orderId: string): Promise<string[]> =>
      (await house.all(`/v1/orders/${orderId}/events`, grace)).map(({ type }) => type),
    refund: (paymentId: string, { as = root, key = fresh('refund'), ...body }: Record<string, unknown> = {}) =>
      house.call('POST', `/v1/payments/${paymentId}/refunds`, {
        as: as as Person,
        key: key as string,
        body: { reason: 'as asked', ...body },
      }),
    cancel: (orderId: string, as: Person = ada) =>
      house.call('POST', `/v1/orders/${orderId}/cancellation`, { as, key: fresh('cancellation') }),
    faults: (faults: FaultsInput) => control('POST', '/stripe/faults', faults),
    /** Has the provider say something, as it would: signed, and again until it is taken. */
    say: (event: { id: string } | { type: string; object: object }) =>
      control('POST', '/stripe/events', event) as Promise<Said>,
    /** What the provider has said of an intent. */
    said: async (intentId: string): Promise<Said[]> => {
      const { body } = await atProvider('GET', '/v1/events?limit=100', stripe().secretKey);
      return (body.data as Said[]).filter(({ data }) => data.object.id === intentId);
    },
    /** Everything held against everything, once. */
    reconcile: async (): Promise<Answer['body']> => {
      const { status, body } = await house.call('POST', '/v1/reconciliations', { as: root });
      if (status !== 202) throw new Error(JSON.stringify(body));
      const look = () => house.call('GET', `/v1/reconciliations/${body.id}`, { as: root });
      return (await eventually(look, (answer) => answer.body.status === 'finished')).body;
    },
    repair: (discrepancyId: string, key = fresh('repair')) =>
      house.call('POST', `/v1/discrepancies/${discrepancyId}/repairs`, { as: root, key }),
    waiting,
    /** Every message has been handled, and none is dead. */
    rest: () => eventually(waiting, (messages) => Object.keys(messages).length === 0),
    /** The table itself, for what no door would do. */
    table: () =>
      DynamoDBDocumentClient.from(
        new DynamoDBClient({
          endpoint: house.system.system.dynamodb,
          region: 'eu-west-1',
          credentials: { accessKeyId: HOST_KEY, secretAccessKey: 'unchecked' },
        }),
      ),
  };
};

export type Checkout = ReturnType<typeof checkoutOf>;

/** What must stand in no log, template or bundle. */
export const SECRETS: Record<string, RegExp> = {
  'a client secret': /pi_\w+_secret_\w+/,
  'a key of the provider': /\b[sprw]k_(?:test|live)_\w+/,
  'a webhook secret': /\bwhsec_\w+/,
  'a card number': /\b[2-6]\d{3}([ -]?)\d{4}\1\d{4}\1\d{2,4}\b/,
  'a bearer token': /\bBearer\s+[\w-]{16,}/i,
  'a token': /\beyJ[\w-]{8,}\.eyJ/,
  'a signature': /\bv1=[0-9a-f]{64}\b/,
  'an address': /[\w.]+@example\.com/,
};

/** Where in a folder a secret stands: file, and what it is, never the secret itself. */
export const secretsIn = (folder: string): { files: number; found: string[] } => {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const found = files.flatMap((file) => {
    const path = join(file.parentPath, file.name);
    const text = readFileSync(path, 'utf8');
    return Object.entries(SECRETS).flatMap(([name, pattern]) => (pattern.test(text) ? [`${path}: ${name}`] : []));
  });
  return { files: files.length, found };
};
