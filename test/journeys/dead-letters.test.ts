import { expect, it } from 'vitest';
import { eventually, fresh, machine, openHouse, person } from './caller.ts';

type Queue = { name: string; visible: number; inFlight: number; delayed: number; isDeadLetter: boolean };

it('messages of a door that fails end in its dead letters, and nowhere else, and only after all their receives', async () => {
  const house = await openHouse({ failDoors: ['reports/workers/on-order-placed'] });
  try {
    const queues = async () => (await house.system.control('GET', '/queues')) as Queue[];
    const holding = async () =>
      Object.fromEntries(
        (await queues())
          .map(({ name, visible, inFlight, delayed }) => [name, visible + inFlight + delayed] as const)
          .filter(([, count]) => count > 0),
      );
    const sku = await house.product(fresh('MUG'), 5);
    const body = { lines: [{ sku, quantity: 1 }], payment: 'on_account', orderedAt: '2010-12-01T10:00:00Z' };
    for (let n = 0; n < 3; n++) await house.call('POST', '/v1/orders', { as: machine, key: fresh('order'), body });
    const [queue] = Object.keys(await eventually(holding, (held) => Object.values(held)[0] === 3));
    expect(queue).toContain('ReportsOnOrderPlaced');

    // A minute is what a failed message stays hidden; twelve receives, and the thirteenth finds it gone.
    let rounds = 0;
    const isDead = (all: Queue[]) => all.some(({ isDeadLetter, visible }) => isDeadLetter && visible === 3);
    while (!isDead(await queues())) {
      rounds++;
      expect(rounds).toBeLessThan(20);
      await eventually(
        queues,
        (all) => isDead(all) || all.every(({ visible, isDeadLetter }) => isDeadLetter || visible === 0),
      );
      await house.advance(61);
    }
    expect(rounds).toBeGreaterThanOrEqual(11);
    const held = await holding();
    expect(Object.values(held)).toEqual([3]);
    expect(Object.keys(held)[0]).toMatch(/ReportsOnOrderPlacedDeadLetters/);
    const report = await house.call('GET', '/v1/reports/daily?date=2010-12-01', { as: person('staff', 'grace') });
    expect(report.body.orders).toBe(0);
  } finally {
    await house.stop();
  }
}, 240_000);
