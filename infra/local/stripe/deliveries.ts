import type { Change } from '../journal.ts';
import { type Faults, happens } from './faults.ts';
import type { Timers } from './later.ts';
import type { Ledger } from './ledger.ts';
import { type Event, random } from './objects.ts';
import { signature } from './signature.ts';

/** A copy of an event that is on its way; times in ms since the epoch. */
type Delivery = { key: string; event: string; at: number; attempts: number; since: number };

type Options = { ledger: Ledger; timers: Timers; url: string; secret: string };

const PREFIX = 'delivery:';
const AT_ONCE = 8;
/** How long a receiver may take. */
const PATIENCE_MILLISECONDS = 20_000;
const FIRST_RETRY_MILLISECONDS = 1_000;
const LONGEST_RETRY_MILLISECONDS = 5 * 60_000;
const GIVE_UP_MILLISECONDS = 3 * 24 * 60 * 60_000;
/** How far a delivery that is to come late is put off at most. */
const PUT_OFF_MILLISECONDS = 10_000;

const kept = (delivery: Delivery): Change => ({ key: delivery.key, value: delivery });

/** What is sent of an event, to the byte. */
export const eventBody = (event: Event): string => JSON.stringify(event, null, 2);

/** What is to be kept for an event so that it will be delivered, as often and as late as the faults say. */
export const deliveriesOf = (event: Event, { webhooks }: Faults): Change[] =>
  Array.from({ length: 1 + webhooks.duplicates }, () => {
    const late = happens(webhooks.reorder) ? Math.random() * PUT_OFF_MILLISECONDS : 0;
    const at = Date.now() + webhooks.delaySeconds * 1_000 + late;
    return kept({ key: `${PREFIX}${random(9)}`, event: event.id, at, attempts: 0, since: Date.now() });
  }).filter(() => !happens(webhooks.drop));

/**
 * Sends events to the shop until it says 2xx, for three days, with growing pauses: at least once, oldest first, though
 * eight at once may overtake each other. What was not taken is still there after a restart.
 */
export const startDeliveries = ({ ledger, timers, url, secret }: Options) => {
  const waiting = ledger.under(PREFIX) as Delivery[];
  const stopping = new AbortController();
  let underWay = 0;
  let wakesAt = Number.POSITIVE_INFINITY;

  const post = async (event: Event): Promise<boolean> => {
    const body = eventBody(event);
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'stripe-signature': signature(body, secret),
        'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
      },
      body,
      redirect: 'manual',
      signal: AbortSignal.any([stopping.signal, AbortSignal.timeout(PATIENCE_MILLISECONDS)]),
    });
    await response.body?.cancel();
    return response.ok;
  };

  const settle = (delivery: Delivery, event: Event, isTaken: boolean) =>
    ledger.transact((draft) => {
      if (isTaken) draft.put({ ...event, pending_webhooks: 0 });
      const pause = Math.min(FIRST_RETRY_MILLISECONDS * 2 ** delivery.attempts, LONGEST_RETRY_MILLISECONDS);
      const next = { ...delivery, at: Date.now() + pause, attempts: delivery.attempts + 1 };
      const isOver = isTaken || next.at - delivery.since > GIVE_UP_MILLISECONDS;
      draft.keep(isOver ? { key: delivery.key } : kept(next));
    });

  const attempt = async (delivery: Delivery) => {
    underWay += 1;
    const event = ledger.transact((draft) => draft.find('event', delivery.event));
    const isTaken = event ? await post(event).catch(() => false) : false;
    underWay -= 1;
    if (stopping.signal.aborted) return;
    if (event) settle(delivery, event, isTaken);
    look();
  };

  const look = () => {
    if (stopping.signal.aborted) return;
    waiting.sort((one, other) => one.at - other.at);
    const due = waiting.findIndex(({ at }) => at > Date.now());
    const free = Math.min(AT_ONCE - underWay, due < 0 ? waiting.length : due);
    for (const delivery of waiting.splice(0, Math.max(0, free))) void attempt(delivery);
    const next = waiting[0]?.at ?? Number.POSITIVE_INFINITY;
    if (next >= wakesAt || next <= Date.now()) return; // whoever finishes looks at what is due
    wakesAt = next;
    timers.at(next, () => {
      wakesAt = Number.POSITIVE_INFINITY;
      look();
    });
  };

  ledger.onCommit((changes) => {
    const added = changes.filter(({ key, value }) => key.startsWith(PREFIX) && value !== undefined);
    waiting.push(...added.map(({ value }) => value as Delivery));
    if (added.length > 0) look();
  });
  look();

  return { stop: () => stopping.abort() };
};
