import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import settings from '../../cdk.json' with { type: 'json' };
import { type Answer, fresh, type House, machine, openHouse, person } from './caller.ts';

const { shopper: LIMIT, machine: MACHINES } = settings.context.limits;
/** Environments that may know of a caller, each of which lets in a few before it tells the table. */
const SLACK = 8 * 5;

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.stop());

type Ask = () => Promise<Answer>;

/** Asks so many times, or until it is enough, eight at once. */
const flood = async (ask: Ask, times: number, isEnough: (answer: Answer) => boolean = () => false) => {
  const began = performance.now();
  const answers: Answer[] = [];
  let asked = 0;
  const client = async () => {
    while (asked++ < times) {
      const answer = await ask();
      answers.push(answer);
      if (isEnough(answer)) asked = times;
    }
  };
  await Promise.all(Array.from({ length: 8 }, client));
  return { answers, seconds: (performance.now() - began) / 1_000 };
};

const list = (name: string) => () => house.call('GET', '/v1/orders', { as: person('shopper', name) });

const statusesOf = (answers: Answer[]) => new Set(answers.map(({ status }) => status));

describe('a caller over its limit', () => {
  it('is told so, and when to come back, while another is served', async () => {
    const bob = person('shopper', 'bob');
    const served: Answer[] = [];
    let isOver = false;
    const another = async () => {
      while (!isOver && served.length < LIMIT.burst / 2)
        served.push(await house.call('GET', '/v1/orders', { as: bob }));
    };
    const [{ answers, seconds }] = await Promise.all([
      flood(list('mallory'), 5 * LIMIT.burst).finally(() => {
        isOver = true;
      }),
      another(),
    ]);

    expect(statusesOf(served)).toEqual(new Set([200]));
    expect(statusesOf(answers)).toEqual(new Set([200, 429]));
    const letIn = answers.filter(({ status }) => status === 200).length;
    expect(letIn).toBeGreaterThanOrEqual(LIMIT.burst);
    expect(letIn).toBeLessThanOrEqual(LIMIT.burst + LIMIT.perSecond * Math.ceil(seconds) + SLACK);
    for (const { status, headers, body } of answers.filter((one) => one.status === 429)) {
      expect(headers).toMatchObject({
        'content-type': 'application/problem+json',
        'ratelimit-policy': `"shopper";q=${LIMIT.burst};w=${LIMIT.burst / LIMIT.perSecond}`,
        ratelimit: expect.stringMatching(/^"shopper";r=0;t=\d+$/),
        'retry-after': expect.stringMatching(/^[1-9]\d*$/),
        'x-request-id': expect.any(String),
      });
      expect(body).toMatchObject({ status, code: 'rate_limited' });
    }
  });

  it('is let in again when it was told to come back, and has changed nothing meanwhile', async () => {
    const units = 100_000;
    const sku = await house.product(fresh('MUG'), units);
    const as = person('shopper', 'eve');
    const refusedKeys: string[] = [];
    const place = async (key: string) => {
      const answer = await house.call('POST', '/v1/orders', { as, key, body: { lines: [{ sku, quantity: 1 }] } });
      if (answer.status === 429) refusedKeys.push(key);
      return answer;
    };
    const { answers } = await flood(
      () => place(fresh('order')),
      50 * LIMIT.burst,
      ({ status }) => status === 429,
    );
    const refused = answers.find(({ status }) => status === 429);
    const placed = answers.filter(({ status }) => status === 201).length;
    expect(statusesOf(answers)).toEqual(new Set([201, 429]));
    expect(await house.available(sku)).toBe(units - placed);

    await house.advance(Number(refused?.headers['retry-after']));
    expect((await place(refusedKeys[0] ?? '')).status).toBe(201);
    expect(await house.available(sku)).toBe(units - placed - 1);
  });
});

it('a burst that is allowed is never refused: a hundred of a shopper, five hundred of a machine', async () => {
  expect(LIMIT.burst).toBeGreaterThanOrEqual(100);
  expect(MACHINES.burst).toBeGreaterThanOrEqual(500);
  const { answers } = await flood(list('ada'), 100);
  expect(statusesOf(answers)).toEqual(new Set([200]));
  const all = await Promise.all(Array.from({ length: 500 }, () => house.call('GET', '/v1/orders', { as: machine })));
  expect(statusesOf(all)).toEqual(new Set([200]));
});

it('whoever needs no token is not counted', async () => {
  const { headers, status } = await house.call('GET', '/v1/products');
  expect(status).toBe(200);
  expect(headers).not.toHaveProperty('ratelimit');
});
