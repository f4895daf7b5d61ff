import { describe, expect, it } from 'vitest';
import { fresh } from '../../journeys/caller.ts';
import { expectProblem } from '../refusals.ts';
import type { The } from '../world.ts';

const gbp = (amount: number) => ({ amount, currency: 'GBP' });

export const prices = (the: The) => {
  const buy = (json: object, token = the().tokens.ada, key = fresh('key')) =>
    the().shop.ask({ method: 'POST', path: '/v1/orders', token, key, json });

  describe('10: a price that has changed since', () => {
    it('refuses the order with the new quote, and charges nothing', async () => {
      const { shop, tokens } = the();
      const sku = await shop.house.product(fresh('MUG'), 10);
      const expectedTotal = gbp(500);
      const put = { name: 'Mug', price: gbp(300) };
      await shop.ask({ method: 'PUT', path: `/v1/products/${sku}`, token: tokens.erp, json: put });
      await shop.unchangedBy(async () => {
        const answer = await buy({ lines: [{ sku, quantity: 2 }], expectedTotal });
        expectProblem(shop, answer, { status: 409, code: 'price_changed' }, 'dearer');
        expect(answer.body.quote).toEqual({ total: gbp(600), lines: [{ sku, quantity: 2, unitPrice: gbp(300) }] });
      });
      expect((await buy({ lines: [{ sku, quantity: 2 }], expectedTotal: gbp(600) })).body.total).toEqual(gbp(600));
    });

    it.each([
      ['one penny less', gbp(499)],
      ['nothing', gbp(0)],
      ['one penny more', gbp(501)],
      ['the same number of another currency', { amount: 500, currency: 'EUR' }],
    ])('a buyer who expects %s gets the quote', async (name, expectedTotal) => {
      const { shop, sku } = the();
      await shop.unchangedBy(async () => {
        const answer = await buy({ lines: [{ sku, quantity: 2 }], expectedTotal });
        expectProblem(shop, answer, { status: 409, code: 'price_changed' }, name);
      });
    });

    it('an order that was accepted keeps the price it was accepted at', async () => {
      const { shop, tokens } = the();
      const sku = await shop.house.product(fresh('MUG'), 10);
      const { body } = await buy({ lines: [{ sku, quantity: 2 }] });
      const json = { name: 'Mug', price: gbp(1) };
      await shop.ask({ method: 'PUT', path: `/v1/products/${sku}`, token: tokens.erp, json });
      const path = `/v1/orders/${body.id}/payments`;
      const payment = await shop.ask({ method: 'POST', path, token: tokens.ada, key: fresh('key'), json: {} });
      expect(payment.body.amount).toEqual(gbp(500));
    });
  });

  describe('11: one SKU on several lines', () => {
    const lines: [string, (sku: string) => { lines: object[]; trusted?: boolean }][] = [
      [
        'on two',
        (sku) => ({
          lines: [
            { sku, quantity: 6 },
            { sku, quantity: 5 },
          ],
        }),
      ],
      ['on eleven', (sku) => ({ lines: Array.from({ length: 11 }, () => ({ sku, quantity: 1 })) })],
      [
        'on two, at two agreed prices',
        (sku) => ({
          lines: [
            { sku, quantity: 6, agreedPrice: gbp(1) },
            { sku, quantity: 5, agreedPrice: gbp(2) },
          ],
          trusted: true,
        }),
      ],
      [
        'on two, the second beyond all numbers',
        (sku) => ({
          lines: [
            { sku, quantity: 1 },
            { sku, quantity: 1_000_000 },
          ],
        }),
      ],
      [
        'between others',
        (sku) => ({
          lines: [
            { sku, quantity: 10 },
            { sku: 'ATTACKED', quantity: 1 },
            { sku, quantity: 1 },
          ],
        }),
      ],
    ];
    it.each(lines)('%s exceeds the stock together, and is refused', async (name, make) => {
      const { shop, tokens } = the();
      const sku = await shop.house.product(fresh('MUG'), 10);
      const { trusted = false, lines } = make(sku);
      await shop.unchangedBy(async () => {
        const answer = await buy({ lines }, trusted ? tokens.erp : tokens.ada);
        expectProblem(shop, answer, { status: 409, code: 'out_of_stock' }, name);
        expect(answer.body.errors).toMatchObject([{ path: 'lines.0', sku, available: 10 }]);
      });
    });

    it('exactly the stock is sold', async () => {
      const { shop } = the();
      const sku = await shop.house.product(fresh('MUG'), 10);
      expect(
        (
          await buy({
            lines: [
              { sku, quantity: 6 },
              { sku, quantity: 4 },
            ],
          })
        ).status,
      ).toBe(201);
      expect(await shop.house.available(sku)).toBe(0);
    });

    it('a total beyond all numbers is refused, however it is added up', async () => {
      const { shop, tokens } = the();
      const lines = Array.from({ length: 3 }, () => ({ sku: 'ATTACKED', quantity: 1_000_000, agreedPrice: gbp(1e12) }));
      await shop.unchangedBy(async () => {
        const answer = await buy({ lines }, tokens.erp);
        expectProblem(shop, answer, { status: 422, code: 'total_too_large' }, 'too much');
      });
    });
  });
};
