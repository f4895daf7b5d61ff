import { describe, expect, it } from 'vitest';
import { money, type OrderId, type PaymentId, type RefundId } from '#shared/values';
import { MAX_REFUNDED_LINES } from './contract.ts';
import { learn, type Payment, start, succeed } from './payment.ts';
import { ask, complete, fail, foundAtProvider, giveBack, type RefundInput, type Reserved } from './refund.ts';

const now = new Date('2026-11-22T10:00:00Z');
const open = learn(
  start({
    id: `pay_${'0'.repeat(26)}` as PaymentId,
    orderId: `ord_${'0'.repeat(26)}` as OrderId,
    generation: 1,
    buyer: 'ada' as Payment['buyer'],
    amount: 1_000,
    currency: 'GBP',
    now,
  }),
  { id: 'pi_1', clientSecret: 'pi_1_secret' },
).after;
const paid = succeed(open, { intentId: 'pi_1', amount: 1_000, currency: 'GBP' })?.after as Payment;
/** £10: two of £2.50, five of £1, and one that costs nothing. */
const lines = [
  { id: '1', quantity: 2, unitPrice: 250 },
  { id: '2', quantity: 5, unitPrice: 100 },
  { id: '3', quantity: 1, unitPrice: 0 },
];
const id = `ref_${'1'.repeat(26)}` as RefundId;
const gbp = (amount: number) => money(amount, 'GBP');
const asked = (input: Partial<RefundInput>, payment: Payment = paid, of = lines): Reserved =>
  ask(payment, {
    id,
    input: { restock: false, reason: 'broken', ...input },
    by: 'eve' as Payment['buyer'],
    inputHash: 'h',
    lines: of,
    now,
  });

describe('a refund that is asked for', () => {
  it('of nothing in particular is all that is left', () => {
    expect(asked({})).toMatchObject({
      before: { refunded: 0, version: 3 },
      after: { refunded: 1_000, version: 4, seq: 1 },
      refund: { amount: 1_000, whole: true, status: 'pending', lines: undefined, settleAt: '2026-11-22T10:01:00.000Z' },
    });
    expect(asked({}, { ...paid, refunded: 999 }).refund).toMatchObject({ amount: 1, whole: false });
  });

  it('of an amount is that much; whole when it is everything', () => {
    expect(asked({ amount: gbp(1) })).toMatchObject({ after: { refunded: 1 }, refund: { amount: 1, whole: false } });
    expect(asked({ amount: gbp(1_000) }).refund.whole).toBe(true);
    expect(asked({ amount: gbp(400) }, { ...paid, refunded: 600 }).after.refunded).toBe(1_000);
  });

  it('of lines is what they cost; equal ones are summed, and remembered', () => {
    const { refund, after } = asked({
      lines: [
        { lineId: '2', quantity: 1 },
        { lineId: '1', quantity: 2 },
        { lineId: '2', quantity: 3 },
      ],
    });
    expect(refund).toMatchObject({
      amount: 900,
      whole: false,
      lines: [
        { lineId: '2', quantity: 4 },
        { lineId: '1', quantity: 2 },
      ],
    });
    expect(after.refundedLines).toEqual({ 1: 2, 2: 4 });
    expect(asked({ lines: [{ lineId: '2', quantity: 1 }] }, after).after.refundedLines).toEqual({ 1: 2, 2: 5 });
  });

  it('of all lines is not whole: they are named', () => {
    const { refund } = asked({ lines: lines.map(({ id: lineId, quantity }) => ({ lineId, quantity })), restock: true });
    expect(refund).toMatchObject({ amount: 1_000, whole: false, restock: true });
  });

  it('may name lines and what they cost', () => {
    expect(asked({ lines: [{ lineId: '1', quantity: 1 }], amount: gbp(250) }).refund.amount).toBe(250);
  });

  it('puts all lines back on the shelf when it is whole', () => {
    expect(asked({ restock: true }).refund).toMatchObject({ whole: true, restock: true, lines: undefined });
    expect(asked({ restock: true, amount: gbp(1_000) }).refund.restock).toBe(true);
  });

  const many = Array.from({ length: MAX_REFUNDED_LINES + 1 }, (_, n) => ({ id: `${n}`, quantity: 1, unitPrice: 1 }));
  const line = (lineId: string, quantity: number) => ({ lines: [{ lineId, quantity }] });
  it.each<[string, Partial<RefundInput>, Payment, number, string]>([
    ['more than is left', { amount: gbp(1_001) }, paid, 422, 'refund_exceeds_captured'],
    [
      'more than is left after another',
      { amount: gbp(401) },
      { ...paid, refunded: 600 },
      422,
      'refund_exceeds_captured',
    ],
    ['what was all given back', {}, { ...paid, refunded: 1_000 }, 422, 'refund_exceeds_captured'],
    ['lines worth more than is left', line('1', 1), { ...paid, refunded: 900 }, 422, 'refund_exceeds_captured'],
    ['more units than the line has', line('1', 3), paid, 422, 'refund_exceeds_captured'],
    ['units given back before', line('1', 2), { ...paid, refundedLines: { 1: 1 } }, 422, 'refund_exceeds_captured'],
    [
      'more units than the line has, in two goes',
      { lines: [1, 2].map((quantity) => ({ lineId: '1', quantity })) },
      paid,
      422,
      'refund_exceeds_captured',
    ],
    ['a line the order does not have', line('4', 1), paid, 422, 'unknown_line'],
    ['a line named like a prototype', line('__proto__', 1), paid, 422, 'unknown_line'],
    ['another currency', { amount: money(1, 'EUR') }, paid, 422, 'currency_mismatch'],
    ['an amount that the lines do not cost', { ...line('1', 1), amount: gbp(251) }, paid, 422, 'amount_mismatch'],
    ['nothing', { amount: gbp(0) }, paid, 422, 'nothing_to_refund'],
    ['lines that cost nothing', line('3', 1), paid, 422, 'nothing_to_refund'],
    ['an amount, with units', { amount: gbp(1), restock: true }, paid, 422, 'nothing_to_restock'],
    ['what is left, with units', { restock: true }, { ...paid, refunded: 1 }, 422, 'nothing_to_restock'],
    ['what was never taken', {}, open, 409, 'not_captured'],
    ['an order of nothing', {}, { ...paid, amount: 0, captured: 0 }, 409, 'not_captured'],
  ])('is refused for %s', (_, input, payment, status, code) => {
    expect(() => asked(input, payment)).toThrow(expect.objectContaining({ status, code }));
  });

  it('is refused for more lines on the shelf than one transaction takes', () => {
    expect(() => asked({ restock: true }, paid, many)).toThrow(expect.objectContaining({ code: 'too_many_lines' }));
    expect(asked({ restock: true }, paid, many.slice(1)).refund.restock).toBe(true);
    expect(asked({}, paid, many).refund.whole).toBe(true);
  });

  it('names every line that is wrong', () => {
    const named = [
      { lineId: '9', quantity: 1 },
      { lineId: '1', quantity: 1 },
      { lineId: '2', quantity: 6 },
    ];
    expect(() => asked({ lines: named })).toThrow(
      expect.objectContaining({
        details: {
          errors: [
            expect.objectContaining({ path: 'lines.0.lineId', code: 'unknown_line' }),
            expect.objectContaining({ path: 'lines.2.quantity', code: 'refund_exceeds_captured' }),
          ],
        },
      }),
    );
  });
});

describe('a refund that the order’s fate owes', () => {
  it('is all that is left, once', () => {
    const owed = giveBack({ ...paid, refunded: 300 }, { id, reason: 'order_gone', now });
    expect(owed).toMatchObject({ after: { refunded: 1_000 }, refund: { amount: 700, whole: false, restock: false } });
    expect(giveBack(paid, { id, reason: 'order_gone', now })?.refund.whole).toBe(true);
    expect(giveBack({ ...paid, refunded: 1_000 }, { id, reason: 'order_gone', now })).toBeUndefined();
    expect(giveBack(open, { id, reason: 'order_gone', now })).toBeUndefined();
  });
});

describe('a refund that was made at the provider', () => {
  it.each([
    [0, 400, 400],
    [300, 400, 100],
    [0, 1_000, 1_000],
    [400, 400, undefined],
    [500, 400, undefined],
    [0, 1_001, undefined],
  ])('is told by the sum: with %i of ours, %i there are %s more', (ours, total, amount) => {
    const found = foundAtProvider({ ...paid, refunded: ours }, total, { id, reason: 'there', now });
    expect(found?.refund.amount).toBe(amount);
    expect(found?.refund.whole).toBe(amount === undefined ? undefined : amount === 1_000);
  });
});

describe('a refund under way', () => {
  const { after: payment, refund } = asked({ lines: [{ lineId: '1', quantity: 2 }] });

  it('is done once', () => {
    const done = complete(payment, refund);
    expect(done?.after).toMatchObject({ status: 'succeeded', settleAt: undefined });
    expect(done?.payment.after).toMatchObject({ refunded: 500, refundedLines: { 1: 2 }, version: 5, seq: 2 });
    expect(complete(payment, { ...refund, status: 'succeeded' })).toBeUndefined();
    expect(complete(payment, { ...refund, status: 'failed' })).toBeUndefined();
  });

  it('that is refused sets free what was set aside, once', () => {
    const failed = fail(payment, refund, 'charge_disputed');
    expect(failed?.after).toMatchObject({ status: 'failed', code: 'charge_disputed', settleAt: undefined });
    expect(failed?.payment.after).toMatchObject({ refunded: 0, refundedLines: { 1: 0 }, version: 5, seq: 2 });
    expect(fail(payment, { ...refund, status: 'failed' }, 'again')).toBeUndefined();
    expect(fail(payment, { ...refund, status: 'succeeded' }, 'too late')).toBeUndefined();
  });
});
