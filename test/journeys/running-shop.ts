import { setTimeout as delay } from 'node:timers/promises';
import type { Route } from '#shared/route';
import { getMe } from '../../functions/accounts/contract.ts';
import { putProduct } from '../../functions/catalog/contract.ts';
import { recordMovement, setShards } from '../../functions/inventory/contract.ts';
import { placeOrder } from '../../functions/orders/contract.ts';
import { createPayment, createRefund } from '../../functions/payments/contract.ts';
import { poolOf } from '../security/pool.ts';
import type { Answer, Asked, Card, Flow, Person, Product, Shop } from '../simulation/flow.ts';
import { machine as erp, staff } from '../simulation/flow.ts';
import { fresh, type House, machine, person } from './caller.ts';
import type { Checkout } from './checkout.ts';
import { type SharedTime, shareTime } from './shared-time.ts';
import { randomFrom } from './wholesale-day.ts';

/** What people were told was done: it has to be so for ever. */
export type Promised = {
  orders: Answer['body'][];
  payments: Answer['body'][];
  refunds: Answer['body'][];
  movements: Answer['body'][];
};

type Needs = { house: House; till: Checkout; seed: number };

/** How often a request is repeated before whoever asks waits for a minute, and the pause between. */
const AT_ONCE = 20;
const PAUSE_MILLISECONDS = 25;
/** The system has settled when nothing was at work so often in a row: what was killed on the stream is tried again soon. */
const IDLE_LOOKS = 4;
const LOOK_MILLISECONDS = 30;
/** How often somebody asks again who has the answer already. */
const REPEATED = 0.08;

const CARDS = { good: 'pm_card_visa', refused: 'pm_card_visa_chargeDeclined', late: 'pm_card_visa' };
/** After how many minutes a late card's money may come: before and after the order's time is over. */
const LATE_MINUTES = [1.5, 31, 40];

const pathOf = ({ path }: Route, { params = {}, query = {} }: Asked): string => {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name) => encodeURIComponent(params[name] ?? ''));
  const search = new URLSearchParams(query).toString();
  return search ? `${filled}?${search}` : filled;
};

const whoIs = ({ kind, name }: Person) => (kind === 'machine' ? machine : person(kind, name));

/** The same value with its strings replaced. */
const renamed = (value: unknown, rename: (name: string) => string): unknown => {
  if (typeof value === 'string') return rename(value);
  if (Array.isArray(value)) return value.map((one) => renamed(one, rename));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, renamed(member, rename)]));
};

/** The running system as those know it who use it. Flows that run at once share its clock, and nothing else. */
export const openShops = ({ house, till, seed }: Needs) => {
  const promised: Promised = { orders: [], payments: [], refunds: [], movements: [] };
  const sequence = randomFrom(seed);
  const pool = poolOf(house.system, '');
  let confirming: Promise<unknown> = Promise.resolve();

  const isAtWork = async (): Promise<boolean> => {
    const { running } = (await house.system.control('GET', '/invocations')) as { running: number };
    if (running > 0) return true;
    const queues = (await house.system.control('GET', '/queues')) as { visible: number; isDeadLetter: boolean }[];
    return queues.some(({ visible, isDeadLetter }) => visible > 0 && !isDeadLetter);
  };
  const settled = async () => {
    for (let idle = 0; idle < IDLE_LOOKS; idle = (await isAtWork()) ? 0 : idle + 1) await delay(LOOK_MILLISECONDS);
  };
  const time: SharedTime = shareTime({ settled, advance: (minutes) => house.advance(minutes * 60) });

  const note = ({ operation }: Route, { status, body }: Answer): void => {
    if (status !== 201) return;
    if (operation === placeOrder.operation) promised.orders.push(body);
    if (operation === createPayment.operation) promised.payments.push(body);
    if (operation === createRefund.operation) promised.refunds.push(body);
    if (operation === recordMovement.operation) promised.movements.push(body);
  };

  const answered = async (who: Person, route: Route, asked: Asked): Promise<Answer> => {
    const { key } = asked;
    const call = () =>
      house.call(route.method, pathOf(route, asked), {
        ...(route.callers !== 'anyone' && { as: whoIs(who) }),
        ...(asked.body !== undefined && { body: asked.body }),
        ...(key !== undefined && { key }),
      });
    for (let attempt = 1; ; attempt++) {
      const answer = await time.act(call);
      if (answer.status < 500 && answer.status !== 429) return answer;
      if (attempt % AT_ONCE === 0) await time.sleep(1);
      else await time.act(() => delay(PAUSE_MILLISECONDS));
    }
  };

  /** What goes wrong at the provider goes wrong for all: one confirms at a time. */
  const confirm = async (clientSecret: string, card: Card, random: () => number): Promise<string> => {
    const minutes = LATE_MINUTES[Math.floor(random() * LATE_MINUTES.length)] ?? 0;
    const delaySeconds = card === 'late' ? minutes * 60 : 0;
    const turn = confirming.then(async () => {
      await till.faults({ confirm: { delaySeconds }, succeedAfterCancel: true });
      const { body } = await till.confirm(clientSecret, CARDS[card]);
      await till.faults({ succeedAfterCancel: true });
      return body.status ?? body.error.decline_code ?? body.error.code;
    });
    confirming = turn.catch(() => undefined);
    return turn;
  };

  /** Somebody who has the answer asks again now and then: it is the same one. */
  const ask = async (who: Person, route: Route, asked: Asked, random: () => number): Promise<Answer> => {
    const request = route.keyed ? { key: fresh('key'), ...asked } : asked;
    const answer = await answered(who, route, request);
    note(route, answer);
    if (route.keyed && answer.status < 300 && random() < REPEATED) {
      const again = await answered(who, route, request);
      if (again.status !== answer.status || JSON.stringify(again.body) !== JSON.stringify(answer.body))
        throw new Error(`${route.operation}: ${JSON.stringify(answer)}, then ${JSON.stringify(again)}`);
    }
    return answer;
  };

  const putOnSale = async (sku: string, { units, price, shards }: Product, random: () => number): Promise<void> => {
    const body = { name: sku, price: { amount: price, currency: 'GBP' } };
    await ask(erp, putProduct, { params: { sku }, body }, random);
    await ask(erp, recordMovement, { body: { sku, quantity: units, reason: 'receipt' } }, random);
    if (shards) await ask(staff, setShards, { params: { sku }, body: { shards } }, random);
  };

  /** Products under names that nothing else has, each on sale before it is first asked for. */
  const openShelves = (products: Flow['products']) => {
    const names = new Map(Object.keys(products).map((sku) => [sku, fresh(sku)]));
    const skus = new Map([...names].map(([sku, name]) => [name, sku]));
    const onSale = new Map<string, Promise<void>>();
    return {
      take: async (asked: Asked, random: () => number): Promise<Asked> => {
        const wanted = new Set<string>();
        const named = renamed(asked, (name) => {
          if (names.has(name)) wanted.add(name);
          return names.get(name) ?? name;
        });
        for (const sku of wanted) {
          const put = () => putOnSale(names.get(sku) as string, products[sku] as Product, random);
          if (!onSale.has(sku)) onSale.set(sku, put());
        }
        await Promise.all([...wanted].map((sku) => onSale.get(sku)));
        return named as Asked;
      },
      nameBack: (body: unknown) => renamed(body, (name) => skus.get(name) ?? name),
    };
  };

  const shopOf = ({ take, nameBack }: ReturnType<typeof openShelves>): Shop => {
    const random = randomFrom(Math.floor(sequence() * 2 ** 32));
    return {
      ask: async (who, route, asked = {}) => {
        const answer = await ask(who, route, await take(asked, random), random);
        return { ...answer, body: nameBack(answer.body) };
      },
      signUp: async (who) => {
        await answered(who, getMe, {}); // whoever first asks was signed up, and has proved their address
      },
      disable: async (who) => {
        const { body } = await answered(who, getMe, {});
        await pool.disable(body.id);
      },
      confirm: (clientSecret, card = 'good') => time.act(() => confirm(clientSecret, card, random)),
      pass: time.sleep,
      until: async (look) => {
        for (let looked = 0; !(await look()); looked++) await time.sleep(looked % 2);
      },
      choose: (n) => Math.floor(random() * n),
      fresh: () => fresh('flow'),
    };
  };

  return {
    promised,
    /** A shop that sells these, and gives each who comes a view of it with choices of its own. */
    open: (products: Flow['products']): (() => Shop) => {
      const shelves = openShelves(products);
      return () => shopOf(shelves);
    },
  };
};
