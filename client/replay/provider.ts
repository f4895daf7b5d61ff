import * as v from 'valibot';
import { findSystem, type System } from '../access-token.ts';
import { ATTEMPT_MILLISECONDS, Denied, insist, NotYet, PATIENCE_MILLISECONDS, Refused } from './patience.ts';

// The provider of payments, spoken to as a storefront does (its publishable key and a client secret), and read as an
// accountant does (the secret key): over its HTTP API, never from what Backroom knows of it.

const CARD = 'pm_card_visa';

const Intent = v.object({
  id: v.string(),
  status: v.string(),
  /** Minor units. */
  amount_received: v.number(),
  currency: v.string(),
  metadata: v.record(v.string(), v.string()),
  latest_charge: v.nullable(v.object({ amount_refunded: v.number() })),
});
/** A payment at the provider, and what was given back of it. */
export type Intent = v.InferOutput<typeof Intent>;

const Confirmed = v.object({ status: v.string() });
const Page = v.object({ data: v.array(Intent), has_more: v.boolean() });
const Problem = v.object({
  error: v.object({
    type: v.string(),
    code: v.optional(v.string()),
    message: v.optional(v.string(), ''),
    payment_intent: v.optional(Confirmed),
  }),
});
type Problem = v.InferOutput<typeof Problem>['error'];

/** Says no, and what the payment is instead. */
class NotConfirmed extends Refused {
  readonly isStatus: string | undefined;

  constructor(status: number, { type, code = type, message, payment_intent: intent }: Problem) {
    super(status, code, message);
    this.isStatus = intent?.status;
  }
}

const problemOf = (text: string): Problem => {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), Problem), text);
  return parsed.success ? parsed.output.error : { type: 'refused', message: text.slice(0, 200) };
};

/** Busy with it, or not able to just now; a repeated confirmation charges nothing twice. */
const isPassing = (status: number): boolean => status === 409 || status === 429 || status >= 500;

type Call<S extends v.GenericSchema> = {
  key: 'publishableKey' | 'secretKey';
  method: 'GET' | 'POST';
  path: string;
  form: Record<string, string>;
  answer: S;
};

export type Provider = {
  /**
   * Pays with a card that always pays. A payment that is paid, or being paid, stays as it is.
   * @throws Denied | NoAnswer
   */
  confirm: (clientSecret: string) => Promise<void>;
  /** Its whole ledger, newest first. @throws Refused | NoAnswer */
  intents: () => Promise<Intent[]>;
  /** Requests that had to be repeated so far. */
  repeated: () => number;
};

/** Finds the provider of the running system. @throws Error with a sentence for the user when there is none */
export const openProvider = async (find = findSystem, patience = PATIENCE_MILLISECONDS): Promise<Provider> => {
  let { stripe }: System = await find();
  let repeated = 0;

  const attempt = async <S extends v.GenericSchema>({ key, method, path, form, answer }: Call<S>) => {
    const asked = new URLSearchParams(form);
    const isRead = method === 'GET';
    const response = await fetch(`${stripe.url}${path}${isRead ? `?${asked}` : ''}`, {
      method,
      headers: { authorization: `Bearer ${stripe[key]}` },
      ...(!isRead && { body: asked }),
      signal: AbortSignal.timeout(ATTEMPT_MILLISECONDS),
    });
    const text = await response.text();
    if (response.ok) return v.parse(answer, JSON.parse(text));
    const refused = new NotConfirmed(response.status, problemOf(text));
    throw isPassing(response.status) ? new NotYet(refused.message, response) : refused;
  };

  const call = <S extends v.GenericSchema>(one: Call<S>): Promise<v.InferOutput<S>> =>
    insist({
      what: `${one.method} ${one.path} at the provider`,
      patience,
      attempt: () => attempt(one),
      again: async (how) => {
        repeated++;
        if (how === 'lost') ({ stripe } = await find().catch(() => ({ stripe })));
      },
    });

  return {
    confirm: async (clientSecret) => {
      const [id = ''] = clientSecret.split('_secret_', 1);
      const path = `/v1/payment_intents/${id}/confirm`;
      const form = { client_secret: clientSecret, payment_method: CARD };
      try {
        await call({ key: 'publishableKey', method: 'POST', path, form, answer: Confirmed });
      } catch (error) {
        if (!(error instanceof NotConfirmed)) throw error;
        if (error.isStatus === 'succeeded' || error.isStatus === 'processing') return; // confirmed before
        throw new Denied(`the provider says ${error.message}`);
      }
    },
    intents: async () => {
      const all: Intent[] = [];
      for (let after: string | undefined; ; after = all.at(-1)?.id) {
        const { data, has_more: hasMore } = await call({
          key: 'secretKey',
          method: 'GET',
          path: '/v1/payment_intents',
          form: { limit: '100', 'expand[]': 'data.latest_charge', ...(after && { starting_after: after }) },
          answer: Page,
        });
        all.push(...data);
        if (!hasMore) return all;
      }
    },
    repeated: () => repeated,
  };
};
