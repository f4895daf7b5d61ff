import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { money, type OrderId, type PaymentId, type Sku, Time } from '#shared/values';
import type { Price } from '../catalog/price-list.ts';
import { OrderInput } from './contract.ts';
import {
  accepted,
  asAccepted,
  cancel,
  checkTrust,
  closePayment,
  demandOf,
  expire,
  isSoldBy,
  isVisible,
  knows,
  type Order,
  orphan,
  outOfStock,
  pay,
  payLate,
  quote,
  refund,
  type Stage,
} from './order.ts';

const gbp = (amount: number) => money(amount, 'GBP');
const price = (sku: string, amount: number, rest: Partial<Price> = {}): Price => ({
  sku: sku as Sku,
  name: `Name of ${sku}`,
  price: gbp(amount),
  priceBreaks: [],
  status: 'active',
  stocked: true,
  ...rest,
});
const prices = new Map(
  [
    price('MUG', 250, {
      priceBreaks: [
        { minQuantity: 10, price: gbp(200) },
        { minQuantity: 100, price: gbp(150) },
      ],
    }),
    price('TEA', 399),
    price('POST', 500, { stocked: false }),
    price('OLD', 100, { status: 'archived' }),
    price('EURO', 100, { price: money(100, 'EUR') }),
  ].map((each) => [each.sku as string, each]),
);
const input = (...lines: { sku: string; quantity: number; agreedPrice?: { amount: number; currency: string } }[]) =>
  v.parse(OrderInput, { lines });
const quoted = (order: OrderInput) => quote(order, (sku) => prices.get(sku));
const now = new Date('2026-11-22T10:00:00Z');
const placed = (order: OrderInput = input({ sku: 'MUG', quantity: 1 })) =>
  accepted({
    id: `ord_${'0'.repeat(26)}` as OrderId,
    buyer: 'ada',
    input: order,
    inputHash: 'h',
    quote: quoted(order),
    now,
    holdMinutes: 30,
  });

describe('a quote', () => {
  it.each([
    [9, 250],
    [10, 200],
    [99, 200],
    [100, 150],
  ])('prices %i of a SKU at the break they reach', (quantity, unitPrice) => {
    expect(quoted(input({ sku: 'MUG', quantity })).total).toBe(quantity * unitPrice);
  });

  it('looks at all that is ordered of a SKU for its break, and lets an agreed price stand', () => {
    const { lines, total } = quoted(
      input(
        { sku: 'MUG', quantity: 6 },
        { sku: 'MUG', quantity: 4, agreedPrice: gbp(111) },
        { sku: 'MUG', quantity: 1 },
      ),
    );
    expect(lines.map(({ id, quantity, unitPrice }) => [id, quantity, unitPrice])).toEqual([
      ['1', 7, 200],
      ['2', 4, 111],
    ]);
    expect(total).toBe(7 * 200 + 4 * 111);
  });

  it('keeps the order in which lines were named, and takes stock in the order of SKUs', () => {
    const { lines } = quoted(
      input({ sku: 'TEA', quantity: 1 }, { sku: 'POST', quantity: 1 }, { sku: 'MUG', quantity: 2 }),
    );
    expect(lines.map(({ sku }) => sku)).toEqual(['TEA', 'POST', 'MUG']);
    expect(demandOf(lines)).toEqual([
      { sku: 'MUG', quantity: 2 },
      { sku: 'TEA', quantity: 1 },
    ]);
  });

  it('names every product that is not on sale', () => {
    const order = input({ sku: 'MUG', quantity: 1 }, { sku: 'OLD', quantity: 1 }, { sku: 'NONE', quantity: 1 });
    expect(() => quoted(order)).toThrow(
      expect.objectContaining({
        status: 422,
        code: 'unknown_product',
        details: {
          errors: [expect.objectContaining({ path: 'lines.1.sku' }), expect.objectContaining({ path: 'lines.2.sku' })],
        },
      }),
    );
  });

  it.each([
    ['currencies that mix', input({ sku: 'MUG', quantity: 1 }, { sku: 'EURO', quantity: 1 }), 'mixed_currencies'],
    [
      'an agreed price in another currency',
      input({ sku: 'MUG', quantity: 1 }, { sku: 'TEA', quantity: 1, agreedPrice: { amount: 1, currency: 'EUR' } }),
      'mixed_currencies',
    ],
    [
      'more than an order may come to',
      input({ sku: 'TEA', quantity: 1_000_000, agreedPrice: gbp(1e12) }),
      'total_too_large',
    ],
  ])('refuses %s', (_, order, code) => {
    expect(() => quoted(order)).toThrow(expect.objectContaining({ status: 422, code }));
  });

  it('refuses a total the client did not expect, with the quote as it is now', () => {
    const order = { ...input({ sku: 'MUG', quantity: 2 }), expectedTotal: gbp(400) };
    expect(() => quoted(order)).toThrow(
      expect.objectContaining({
        status: 409,
        code: 'price_changed',
        details: { extra: { quote: { total: gbp(500), lines: [{ sku: 'MUG', quantity: 2, unitPrice: gbp(250) }] } } },
      }),
    );
    expect(quoted({ ...order, expectedTotal: gbp(500) }).total).toBe(500);
  });
});

describe('a refusal for want of stock', () => {
  it('names the first line of each short SKU', () => {
    const order = input(
      { sku: 'TEA', quantity: 1 },
      { sku: 'MUG', quantity: 1 },
      { sku: 'MUG', quantity: 4, agreedPrice: gbp(1) },
    );
    expect(outOfStock(order, [{ sku: 'MUG' as Sku, available: 2 }]).details.errors).toEqual([
      { path: 'lines.1', code: 'out_of_stock', message: '2 of MUG can be ordered.', sku: 'MUG', available: 2 },
    ]);
  });
});

describe('trust', () => {
  const nobody = { may: () => false };
  it.each([
    [{ payment: 'on_account' as const }, 'payment'],
    [{ orderedAt: v.parse(Time, '2010-12-01T08:26:00Z') }, 'orderedAt'],
    [{ lines: input({ sku: 'MUG', quantity: 1, agreedPrice: gbp(1) }).lines }, 'lines.0.agreedPrice'],
  ])('is asked for by %o', (part, path) => {
    const order = { ...input({ sku: 'MUG', quantity: 1 }), ...part };
    expect(() => checkTrust(order, nobody)).toThrow(
      expect.objectContaining({ status: 403, details: { errors: [expect.objectContaining({ path })] } }),
    );
    expect(() => checkTrust(order, { may: () => true })).not.toThrow();
  });
  it('is not asked for by an order as shoppers make them', () => {
    expect(() => checkTrust(input({ sku: 'MUG', quantity: 1 }), nobody)).not.toThrow();
  });
});

describe('an order', () => {
  const order = placed();
  const cancelling = { keyHash: 'k', inputHash: 'i', now, byStaff: false };

  it('by card expires; on account it does not', () => {
    expect(order).toMatchObject({
      status: 'pending_payment',
      expiresAt: '2026-11-22T10:30:00.000Z',
      version: 1,
      seq: 1,
      held: 1,
    });
    expect(placed({ ...input({ sku: 'POST', quantity: 1 }), payment: 'on_account' })).toMatchObject({
      status: 'on_account',
      expiresAt: undefined,
      held: 0,
    });
  });

  it('is remembered as it was accepted', () => {
    const { after } = cancel(order, cancelling);
    expect(after).toMatchObject({ status: 'cancelled', version: 2, seq: 2 });
    expect(asAccepted(after)).toMatchObject({ status: 'pending_payment', version: 1 });
  });

  it('expires when its time has come, not before, and not when it is something else', () => {
    expect(expire(order, new Date('2026-11-22T10:29:59.999Z'))).toBeUndefined();
    expect(expire(order, new Date('2026-11-22T10:30:00Z'))?.after.status).toBe('expired');
    expect(expire({ ...order, status: 'paid' }, new Date('2027-01-01'))).toBeUndefined();
  });

  it.each([
    ['pending_payment', false, true],
    ['on_account', false, true],
    ['paid', false, false],
    ['paid', true, true],
    ['fulfilled', true, false],
    ['expired', true, false],
    ['cancelled', true, false],
  ] as const)('that is %s can be cancelled by staff (%s): %s', (status, byStaff, can) => {
    const attempt = () => cancel({ ...order, status }, { ...cancelling, byStaff });
    if (can) expect(attempt().after.status).toBe('cancelled');
    else expect(attempt).toThrow(expect.objectContaining({ status: 409, code: 'not_cancellable' }));
  });

  it('is seen by its buyer and by staff, and by nobody before it is accepted', () => {
    const caller = (id: string, staff = false) => ({ id, is: () => staff });
    expect([caller('ada'), caller('bob'), caller('sam', true)].map((each) => isVisible(order, each))).toEqual([
      true,
      false,
      true,
    ]);
    expect(isVisible({ ...order, status: 'reserving' }, caller('ada'))).toBe(false);
  });
});

describe('an order and its payments', () => {
  const order = placed();
  const due = new Date('2026-11-22T10:30:00Z');
  const begun: Order = { ...order, generation: 2, openPayment: 2 };
  const taken = { paymentId: `pay_${'0'.repeat(26)}` as PaymentId, amount: 250, currency: 'GBP' };
  const other = { ...taken, paymentId: `pay_${'1'.repeat(26)}` as PaymentId };

  it('that is due waits while one is open, and expires when none is', () => {
    expect(expire(begun, due)?.after).toEqual({ ...begun, status: 'expiring', version: 2, seq: 2 });
    expect(expire({ ...begun, openPayment: undefined }, due)?.after).toMatchObject({ status: 'expired', version: 2 });
    expect(expire({ ...begun, status: 'expiring' }, due)).toBeUndefined();
  });

  it('that waited for it to close expires then; another only knows that none is open, and says nothing', () => {
    expect(closePayment({ ...begun, status: 'expiring' }, 2)?.after).toMatchObject({
      status: 'expired',
      openPayment: undefined,
      version: 2,
      seq: 2,
    });
    for (const status of ['pending_payment', 'cancelled'] as const) {
      expect(closePayment({ ...begun, status }, 2)?.after).toEqual({ ...begun, status, openPayment: undefined });
    }
  });

  it('is moved by none but the one that is open', () => {
    expect(closePayment({ ...begun, status: 'expiring' }, 1)).toBeUndefined();
    expect(closePayment({ ...begun, status: 'expiring', openPayment: undefined }, 2)).toBeUndefined();
  });

  it.each<[Stage, boolean]>([
    ['pending_payment', true],
    ['expiring', true],
    ['expired', false],
    ['cancelled', false],
    ['paid', false],
    ['fulfilled', false],
    ['on_account', false],
  ])('that is %s can be paid in time: %s', (status, can) => {
    expect(pay({ ...begun, status }, taken)?.after).toEqual(
      can
        ? { ...begun, status: 'paid', paymentId: taken.paymentId, openPayment: undefined, version: 2, seq: 2 }
        : undefined,
    );
  });

  it.each<[string, boolean, Partial<Order>]>([
    ['has expired and holds nothing', true, { status: 'expired', held: 0 }],
    ['still holds units', false, { status: 'expired', held: 1 }],
    ['is in somebody’s hands', false, { status: 'expired', held: 0, leaseUntil: 'x' }],
    ['was cancelled', false, { status: 'cancelled', held: 0 }],
    ['is paid', false, { status: 'paid', held: 0 }],
  ])('that %s can be paid late: %s', (_, can, change) => {
    const late = payLate({ ...begun, openPayment: undefined, ...change }, taken, 3)?.after;
    expect(late && [late.status, late.paymentId, late.held, late.version, late.seq]).toEqual(
      can ? ['paid', taken.paymentId, 3, 2, 2] : undefined,
    );
  });

  it('that cannot be had stays what it is, and knows the money', () => {
    const { after } = orphan({ ...begun, status: 'expired' }, taken);
    expect(after).toMatchObject({
      status: 'expired',
      orphan: taken.paymentId,
      version: 2,
      seq: 2,
    });
    expect([knows(after, taken), knows(after, other), knows(begun, taken)]).toEqual([true, false, false]);
    expect(knows({ ...begun, paymentId: taken.paymentId }, taken)).toBe(true);
  });

  it('adds up what went back, which its acceptance never knew of, and can then not be cancelled', () => {
    const once = refund({ ...begun, status: 'paid', paymentId: taken.paymentId }, { ...taken, amount: 100 }).after;
    const twice = refund(once, { ...taken, amount: 50 }).after;
    expect(twice).toMatchObject({ status: 'paid', refunded: 150, version: 3, seq: 3 });
    expect(refund(twice, other).after).toMatchObject({ refunded: 150, version: 4, seq: 4 });
    expect([isSoldBy(twice, taken), isSoldBy(twice, other)]).toEqual([true, false]);
    expect(isSoldBy({ ...twice, status: 'cancelled' }, taken)).toBe(false);
    expect(asAccepted(twice)).not.toHaveProperty('refunded');
    expect(() => cancel(twice, { now, byStaff: true })).toThrow(
      expect.objectContaining({ status: 409, code: 'not_cancellable' }),
    );
  });
});
