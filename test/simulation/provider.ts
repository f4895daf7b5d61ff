import type { Change } from '../../infra/local/journal.ts';
import { type LedgerEntry, openAccount } from '../../infra/local/stripe/account.ts';
import type { Keys } from '../../infra/local/stripe/authentication.ts';
import { eventBody } from '../../infra/local/stripe/deliveries.ts';
import { askedOf, headersOf } from '../../infra/local/stripe/exchange.ts';
import { type Outcome, type Asked as Parsed, refusal } from '../../infra/local/stripe/execution.ts';
import { type Faults, NO_FAULTS } from '../../infra/local/stripe/faults.ts';
import { parseForm } from '../../infra/local/stripe/form.ts';
import { keyInUse } from '../../infra/local/stripe/idempotency.ts';
import { runTasks } from '../../infra/local/stripe/later.ts';
import type { Charge, Event, Kind, Objects, Refund } from '../../infra/local/stripe/objects.ts';
import { signature } from '../../infra/local/stripe/signature.ts';

/** An event on its way to the shop; not due before `at`, ms since the epoch. */
type Webhook = { id: string; eventId: string; type: string; body: string; at: number };

/** A request as the official client sends it. Header names have small letters. */
type Asked = { method: string; path: string; body: string; headers: Record<string, string> };
type Answered = { status: number; headers: Record<string, string>; body: string };

/** `key-in-use`: 409, as while the key's first request is under way. The others as in the double's faults, every time. */
export type ProviderFault = 'rate-limit' | 'key-in-use' | 'fail' | 'fail-stored';

/** What an idempotency key was used for. */
type KeyUse = { key: string; path: string; amount: number | undefined; metadata: Record<string, string> };

export type Provider = {
  /** Does one request and answers it. */
  answer(asked: Asked, fault?: ProviderFault): Answered;
  /**
   * What the buyer's browser does with the client secret. With `succeedAfterCancel` what is processing may be cancelled,
   * and is charged all the same.
   * @returns the status of the intent, or the code of a decline or refusal
   */
  confirm(
    clientSecret: string,
    card: string,
    faults?: { processingSeconds?: number; succeedAfterCancel?: boolean },
  ): string;
  /** What somebody does in the provider's dashboard. @returns whether there was so much to give back */
  refundInDashboard(intentId: string, amount: number): boolean;
  /** Webhooks said and not taken yet, oldest first. */
  webhooks(): Webhook[];
  taken(webhookId: string): void;
  /** The signature header of a body that is sent now. */
  sign(body: string): string;
  /** When the next thing becomes due that happens by itself: a charge that is processing, a refund that is pending. */
  nextTaskAt(): number | undefined;
  /** Does what is due by now. */
  runTasks(): void;
  /** Every payment intent, newest first; so are the refunds and charges. */
  ledger(): LedgerEntry[];
  refunds(): Refund[];
  charges(): Charge[];
  /** Every use of a key for a new intent or refund, answered or not, oldest first. */
  keysUsed(): KeyUse[];
};

/** Keeps what it is given itself: the double never changes an object that it has kept. */
const openMemory = () => {
  const entries = new Map<string, unknown>();
  return {
    get: (key: string): unknown => entries.get(key),
    keys: () => [...entries.keys()],
    write: (changes: Change[]) => {
      for (const { key, value } of changes) {
        if (value === undefined) entries.delete(key);
        else entries.set(key, value);
      }
    },
  };
};

/** Timers that ring when they are told to look. */
const openAlarms = () => {
  let alarms: { moment: number; ring: () => void }[] = [];
  return {
    at: (moment: number, ring: () => void) => {
      alarms.push({ moment, ring });
      alarms.sort((one, other) => one.moment - other.moment);
    },
    next: () => alarms[0]?.moment,
    look: () => {
      const due = alarms.filter(({ moment }) => moment <= Date.now());
      alarms = alarms.slice(due.length);
      for (const { ring } of due) ring();
    },
  };
};

const FAULTS: Record<Exclude<ProviderFault, 'key-in-use'>, Faults> = {
  'rate-limit': { ...NO_FAULTS, rateLimit: 1 },
  fail: { ...NO_FAULTS, fail: 1 },
  'fail-stored': { ...NO_FAULTS, failStored: 1 },
};

const INTENT = '/v1/payment_intents';
const WITH_AMOUNTS = new Set([INTENT, '/v1/refunds']);

const DELIVERY = 'delivery:';

/** The double of Stripe without its doors, files and timers: in this process, by `Date.now()`, and all at once. */
export const createProvider = (keys: Keys): Provider => {
  let faults = NO_FAULTS;
  const account = openAccount({
    journal: openMemory(),
    keys,
    origin: 'https://pay.invalid',
    faults: () => faults,
    deliveriesOf: (event) => [{ key: `${DELIVERY}${event.id}`, value: event }],
  });

  const alarms = openAlarms();
  runTasks(account.ledger, alarms, account.finish);

  let webhooks: Webhook[] = [];
  let said = 0;
  const webhookOf = (event: Event): Webhook => ({
    id: `wh_${++said}`,
    eventId: event.id,
    type: event.type,
    get body() {
      return eventBody(event); // most are looked at, few are sent
    },
    at: Date.now(),
  });
  account.ledger.onCommit((changes) => {
    for (const { key, value } of changes) if (key.startsWith(DELIVERY)) webhooks.push(webhookOf(value as Event));
  });

  const uses: { key: string; path: string; form: string }[] = [];
  /** Intents that are charged even when they were cancelled meanwhile. */
  const unstoppable = new Set<string>();

  const execute = (asked: Parsed, current: Faults): Outcome => {
    faults = current;
    try {
      return account.execute(asked, current);
    } finally {
      faults = NO_FAULTS;
    }
  };

  const faultsOf = ({ path }: Parsed, fault: keyof typeof FAULTS | undefined): Faults => {
    if (fault) return FAULTS[fault];
    return unstoppable.has(path.split('/')[3] ?? '') ? { ...NO_FAULTS, succeedAfterCancel: true } : NO_FAULTS;
  };

  const post = (key: string, url: string, params: Record<string, string>, current = NO_FAULTS) => {
    const headers = { authorization: `Bearer ${key}` };
    const body = new URLSearchParams(params).toString();
    return execute(askedOf({ method: 'POST', url, headers, body }), current);
  };

  const all = <K extends Kind>(kind: K): Objects[K][] => account.ledger.transact((draft) => [...draft.all(kind)]);

  return {
    answer: ({ method, path: url, headers, body }, fault) => {
      const asked = askedOf({ method, url, headers, body });
      const { key, path, form } = asked;
      if (key !== undefined && WITH_AMOUNTS.has(path)) uses.push({ key, path, form });
      const outcome =
        fault === 'key-in-use' ? refusal(keyInUse(key ?? ''), asked) : execute(asked, faultsOf(asked, fault));
      return { status: outcome.status, headers: headersOf(asked, outcome), body: outcome.text };
    },
    confirm: (clientSecret, card, { processingSeconds = 0, succeedAfterCancel = false } = {}) => {
      const [id = ''] = clientSecret.split('_secret_', 1);
      if (succeedAfterCancel) unstoppable.add(id);
      const method: Record<string, string> = card.startsWith('pm_')
        ? { payment_method: card }
        : { 'payment_method_data[type]': 'card', 'payment_method_data[card][number]': card };
      const params = { client_secret: clientSecret, ...method };
      const current = { ...NO_FAULTS, confirm: { delaySeconds: processingSeconds } };
      const { text } = post(keys.publishableKey, `${INTENT}/${id}/confirm`, params, current);
      const { status, error } = JSON.parse(text);
      return status ?? error.decline_code ?? error.code ?? error.type;
    },
    refundInDashboard: (intentId, amount) =>
      post(keys.secretKey, '/v1/refunds', { payment_intent: intentId, amount: String(amount) }).status === 200,
    webhooks: () => [...webhooks],
    taken: (webhookId) => {
      webhooks = webhooks.filter(({ id }) => id !== webhookId);
    },
    sign: (body) => signature(body, keys.webhookSecret),
    nextTaskAt: alarms.next,
    runTasks: alarms.look,
    ledger: account.payments,
    refunds: () => all('refund'),
    charges: () => all('charge'),
    keysUsed: () =>
      uses.map(({ key, path, form }) => {
        const { amount, metadata = {} } = parseForm(form);
        return {
          key,
          path,
          amount: amount === undefined ? undefined : Number(amount),
          metadata: { ...(metadata as Record<string, string>) },
        };
      }),
  };
};
