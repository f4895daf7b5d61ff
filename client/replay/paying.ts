import * as api from './api.ts';
import type { Backroom } from './backroom.ts';
import { isPaid } from './comparison.ts';
import { Denied, until } from './patience.ts';
import type { Provider } from './provider.ts';

// An order is paid as a shopper pays it: Backroom begins the payment, the provider confirms it, and its word to Backroom
// makes the order paid.

/**
 * The provider's word is followed through two queues. A message that a killed worker held comes back after its visibility
 * timeout: 180 s in the one, 120 s in the other.
 */
const PAID_MILLISECONDS = 330_000;

/**
 * Begins the payment of an order and confirms it. Begun before, it is the same one; confirmed before, it stays so.
 * An order of nothing is paid by this alone.
 * @throws Denied | NoAnswer
 */
export const beginPayment = async (
  id: string,
  key: string,
  { backroom, provider }: { backroom: Backroom; provider: Provider },
): Promise<void> => {
  const { body } = await backroom.call(api.createPayment, { as: 'machine', params: { id }, key });
  if (body.clientSecret !== undefined) await provider.confirm(body.clientSecret);
};

/** @throws Denied when it is not paid in the end | NoAnswer */
export const waitUntilPaid = async (
  id: string,
  backroom: Backroom,
  milliseconds = PAID_MILLISECONDS,
): Promise<void> => {
  const look = async () => (await backroom.call(api.getOrder, { as: 'machine', params: { id } })).body.status;
  const isDecided = (status: string) => status !== 'pending_payment' && status !== 'expiring';
  const status = await until(look, isDecided, milliseconds);
  if (!isPaid(status)) throw new Denied(`the order is ${status}`);
};
