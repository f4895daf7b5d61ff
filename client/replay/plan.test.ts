import { describe, expect, it } from 'vitest';
import { classify, type Invoices, type Line } from './invoices.ts';
import { planOf } from './plan.ts';

const DEFAULTS = { invoice: '1', sku: 'MUG', quantity: 1, price: '2.55', at: '2010-12-01 08:26:00', name: 'MUG' };
type Said = Partial<typeof DEFAULTS>;

/** Lines as a file would say them, so that a plan is never made from what no file can hold. */
const invoicesOf = (...said: Said[]): Invoices => {
  const sales: Line[] = [];
  const returns: Line[] = [];
  said.forEach((one, index) => {
    const { invoice, sku, quantity, price, at, name } = { ...DEFAULTS, ...one };
    const line = classify(
      {
        InvoiceNo: invoice,
        StockCode: sku,
        Description: name,
        Quantity: String(quantity),
        InvoiceDate: at,
        UnitPrice: price,
      },
      index + 1,
    );
    if ('sale' in line) sales.push(line.sale);
    if ('return' in line) returns.push(line.return);
  });
  return { lines: said.length, invoices: 0, sales, returns, leftOut: new Map() };
};

const gbp = (amount: number) => ({ amount, currency: 'GBP' });

describe('a plan', () => {
  it('makes one order of an invoice, one line of a SKU at one price', () => {
    const { orders } = planOf(
      invoicesOf(
        { sku: 'MUG', quantity: 2 },
        { sku: 'CUP', quantity: 1, price: '0.42' },
        { sku: 'MUG', quantity: 3 },
        { sku: 'MUG', quantity: 4, price: '2.10' },
        { sku: 'POST', price: '18' },
      ),
    );

    expect(orders).toHaveLength(1);
    expect(orders[0]).toMatchObject({
      reference: '1',
      input: {
        reference: '1',
        payment: 'on_account',
        orderedAt: '2010-12-01T08:26:00Z',
        lines: [
          { sku: 'MUG', quantity: 5, agreedPrice: gbp(255) },
          { sku: 'CUP', quantity: 1, agreedPrice: gbp(42) },
          { sku: 'MUG', quantity: 4, agreedPrice: gbp(210) },
          { sku: 'POST', quantity: 1, agreedPrice: gbp(1800) },
        ],
      },
      stocked: ['MUG', 'CUP'],
      units: 11,
      total: 5 * 255 + 42 + 4 * 210 + 1800,
    });
  });

  it('imports each SKU once, named and priced by its first sale, or else by its first return', () => {
    const { products } = planOf(
      invoicesOf(
        { invoice: 'C9', sku: 'MUG', quantity: -1, price: '9.99', name: 'OLD MUG' },
        { invoice: 'C9', sku: 'JUG', quantity: -1, price: '4.00', name: 'JUG' },
        { sku: 'MUG', price: '2.55' },
        { sku: 'MUG', price: '2.10', name: 'ANOTHER NAME' },
        { sku: 'POST', price: '18', name: 'POSTAGE' },
      ),
    );

    expect(products).toEqual([
      { sku: 'MUG', input: { name: 'MUG', price: gbp(255), stocked: true } },
      { sku: 'POST', input: { name: 'POSTAGE', price: gbp(1800), stocked: false } },
      { sku: 'JUG', input: { name: 'JUG', price: gbp(400), stocked: true } },
    ]);
  });

  it('opens each stocked SKU with exactly the units the day sells; nothing that is only given back', () => {
    const { openings } = planOf(
      invoicesOf(
        { invoice: '1', sku: 'MUG', quantity: 2 },
        { invoice: '2', sku: 'MUG', quantity: 3, price: '2.10' },
        { invoice: '2', sku: 'POST' },
        { invoice: 'C9', sku: 'JUG', quantity: -7 },
      ),
    );

    expect(openings.map(({ input }) => input)).toEqual([
      { sku: 'MUG', quantity: 5, reason: 'opening', reference: expect.stringMatching(/^2010-12-01\/[0-9a-f]{12}$/) },
    ]);
  });

  it('gives back what a cancellation says, under its number and line', () => {
    const { returns } = planOf(invoicesOf({}, { invoice: 'C536379', quantity: -2 }));

    expect(returns.map(({ input }) => input)).toEqual([
      { sku: 'MUG', quantity: 2, reason: 'return', reference: 'C536379/2' },
    ]);
  });

  it('has keys that the API takes, each its own', () => {
    const { openings, orders, returns } = planOf(
      invoicesOf(
        { invoice: '1' },
        { invoice: '2', sku: 'CUP' },
        { invoice: 'C3', quantity: -1 },
        { invoice: 'C3', quantity: -1 },
      ),
    );
    const keys = [...openings, ...orders, ...returns].map(({ key }) => key);

    expect(new Set(keys).size).toBe(6);
    for (const key of keys) expect(key).toMatch(/^[!-~]{16,255}$/);
  });
});

describe('keys and references', () => {
  const keysOf = (...said: Said[]) => {
    const { openings, orders } = planOf(invoicesOf(...said));
    return {
      openings: openings.map(({ key, input }) => [key, input.quantity]),
      orders: orders.map(({ key }) => key),
    };
  };
  const first: Said = { invoice: '1', quantity: 2 };
  const second: Said = { invoice: '2', quantity: 3, at: '2010-12-02 10:00:00' };

  it('are the same for the same content', () => {
    expect(keysOf(first, second)).toEqual(keysOf(first, second));
  });

  it('are the same whether days come in one file or one by one', () => {
    const whole = keysOf(first, second);
    const parts = [keysOf(first), keysOf(second)];

    expect(whole.openings).toEqual(parts.flatMap(({ openings }) => openings));
    expect(whole.orders).toEqual(parts.flatMap(({ orders }) => orders));
  });

  it('are the same however it is paid, so that paying another way is seen to be another way', () => {
    const [account, card] = [planOf(invoicesOf(first)), planOf(invoicesOf(first), 'card')];

    expect(card.openings).toEqual(account.openings);
    expect(card.orders[0]).toMatchObject({ key: account.orders[0]?.key, input: { payment: 'card' } });
    expect(card.orders[0]?.paymentKey).not.toBe(card.orders[0]?.key);
  });

  it('of openings differ when the day sells anything else, so that two parts of a day add up', () => {
    const morning = keysOf(first);
    const afternoon = keysOf({ invoice: '3', quantity: 2 });

    expect(morning.openings[0]?.[0]).not.toBe(afternoon.openings[0]?.[0]);
  });

  it('of an order come from its number alone, so that the same number with other lines is refused', () => {
    expect(keysOf(first).orders).toEqual(keysOf({ ...first, quantity: 9 }).orders);
  });
});
