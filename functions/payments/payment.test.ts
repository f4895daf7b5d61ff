import { describe, expect, it } from 'vitest';
import type { OrderId, PaymentId } from '#shared/values';
import {
  askAgain,
  beginClosing,
  close,
  contradiction,
  decline,
  dispute,
  isAskedForNoMore,
  learn,
  mayAsk,
  type Payment,
  type Status,
  start,
  succeed,
} from './payment.ts';

const now = new Date('2026-11-22T10:00:00Z');
const begun = (amount = 500): Payment =>
  start({
    id: `pay_${'0'.repeat(26)}` as PaymentId,
    orderId: `ord_${'0'.repeat(26)}` as OrderId,
    generation: 1,
    buyer: 'ada' as Payment['buyer'],
    amount,
    currency: 'GBP',
    now,
  });
const intent = { id: 'pi_1', clientSecret: 'pi_1_secret' };
const open = learn(begun(), intent).after;
const charge = { intentId: 'pi_1', amount: 500, currency: 'GBP' };
const is = (status: Status): Payment => ({ ...open, status });
const card = { intentId: 'pi_1', code: 'lost_card', eventId: 'evt_1' };

describe('a payment', () => {
  it('begins without the provider, and says nothing yet', () => {
    expect(begun()).toMatchObject({ status: 'pending', captured: 0, refunded: 0, version: 1, seq: 0 });
  });

  it('of nothing has succeeded, and says so', () => {
    expect(begun(0)).toMatchObject({ status: 'succeeded', captured: 0, version: 1, seq: 1 });
  });

  it('is open once the provider knows it; what has become of it meanwhile stays', () => {
    expect(open).toMatchObject({ status: 'open', intentId: 'pi_1', clientSecret: 'pi_1_secret', version: 2, seq: 0 });
    for (const status of ['declined', 'closing', 'closed', 'succeeded'] as const) {
      expect(learn({ ...begun(), status }, intent).after.status).toBe(status);
    }
  });

  it('may be asked for within ten minutes, and is asked for by nobody after twelve, unless it says so', () => {
    const at = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
    expect([0, 10, 11, 12, 13].map((n) => mayAsk(begun(), at(n)))).toEqual([true, true, false, false, false]);
    expect([0, 10, 11, 12, 13].map((n) => isAskedForNoMore(begun(), at(n)))).toEqual([
      false,
      false,
      false,
      false,
      true,
    ]);
    const again = askAgain(begun(), at(20))?.after as Payment;
    expect(again).toEqual({ ...begun(), askedAt: at(20).toISOString(), version: 2 });
    expect([mayAsk(again, at(30)), isAskedForNoMore(again, at(32)), isAskedForNoMore(again, at(33))]).toEqual([
      true,
      false,
      true,
    ]);
    for (const status of ['open', 'declined', 'closing', 'closed', 'succeeded'] as const) {
      expect(askAgain(is(status), at(20))).toBeUndefined();
    }
  });

  it.each<[Status, Status | undefined]>([
    ['pending', 'succeeded'],
    ['open', 'succeeded'],
    ['declined', 'succeeded'],
    ['closing', 'succeeded'],
    ['closed', 'succeeded'],
    ['succeeded', undefined],
  ])('that is %s becomes %s when the money is there', (status, after) => {
    expect(succeed({ ...is(status), settleAt: 'x' }, charge)?.after).toEqual(
      after && { ...is(status), status: after, captured: 500, settleAt: undefined, version: 3, seq: 1 },
    );
  });

  it.each<[Status, Status | undefined]>([
    ['pending', 'declined'],
    ['open', 'declined'],
    ['declined', 'declined'],
    ['closing', undefined],
    ['closed', undefined],
    ['succeeded', undefined],
  ])('that is %s becomes %s when a card is refused', (status, after) => {
    expect(decline(is(status), card)?.after).toEqual(
      after && {
        ...is(status),
        status: after,
        decline: { code: 'lost_card', eventIds: ['evt_1'] },
        version: 3,
        seq: 1,
      },
    );
  });

  it('hears of the same refusal once', () => {
    const declined = decline(open, card)?.after as Payment;
    expect(decline(declined, card)).toBeUndefined();
    const twice = decline(declined, { ...card, eventId: 'evt_2' })?.after as Payment;
    expect(twice.seq).toBe(2);
    expect(decline(twice, card)).toBeUndefined();
  });

  it.each<[Status, Status | undefined]>([
    ['pending', 'closing'],
    ['open', 'closing'],
    ['declined', 'closing'],
    ['closing', undefined],
    ['closed', undefined],
    ['succeeded', undefined],
  ])('that is %s is %s once it is to end, which is the sweeper’s from then on', (status, after) => {
    expect(beginClosing(is(status), now)?.after).toEqual(
      after && { ...is(status), status: after, settleAt: '2026-11-22T10:01:00.000Z', version: 3, seq: 0 },
    );
  });

  it.each<[Status, Status | undefined]>([
    ['pending', 'closed'],
    ['open', 'closed'],
    ['declined', 'closed'],
    ['closing', 'closed'],
    ['closed', undefined],
    ['succeeded', undefined],
  ])('that is %s is %s once nothing can be taken', (status, after) => {
    expect(close({ ...is(status), settleAt: 'x' })?.after).toEqual(
      after && { ...is(status), status: after, settleAt: undefined, version: 3, seq: 1 },
    );
  });

  it('is disputed once', () => {
    const disputed = dispute(is('succeeded'), 'dp_1')?.after as Payment;
    expect(disputed).toMatchObject({ disputeId: 'dp_1', status: 'succeeded', seq: 1 });
    expect(dispute(disputed, 'dp_1')).toBeUndefined();
  });

  it.each([
    ['another intent', { ...charge, intentId: 'pi_2' }, 'it is about pi_2, the payment is pi_1'],
    ['another amount', { ...charge, amount: 499 }, 'it says 499 GBP, the payment is of 500 GBP'],
    ['another currency', { ...charge, currency: 'EUR' }, 'it says 500 EUR, the payment is of 500 GBP'],
    ['what was asked for', charge, undefined],
  ])('is held against a charge of %s', (_, taken, why) => {
    expect(contradiction(open, taken)).toBe(why);
  });

  it('whose intent is not known yet is of any', () => {
    expect(contradiction(begun(), { ...charge, intentId: 'pi_2' })).toBeUndefined();
  });
});
