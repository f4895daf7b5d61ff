import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';
import { join } from 'node:path';
import * as v from 'valibot';
import { startSecrets } from '../../infra/local/secrets/secrets.ts';
import { signature } from '../../infra/local/stripe/signature.ts';
import { startStripe } from '../../infra/local/stripe/stripe.ts';
import { confirm } from './browser.ts';
import { ask } from './doors.ts';

const SECRET = 'arn:aws:secretsmanager:eu-west-1:000000000000:secret:stripe-a1b2c3';
const KEYS = { secretKey: 'sk_test_bench', publishableKey: 'pk_test_bench', webhookSecret: 'whsec_bench' };

/** Node tells of every request that goes out through `node:http`; a browser's and ours, by `fetch`, do not. */
const CHANNEL = 'http.client.request.start';

const Page = v.object({ data: v.array(v.looseObject({ id: v.string(), type: v.string() })), has_more: v.boolean() });
type Said = v.InferOutput<typeof Page>['data'][number];

/** The double of the provider, in process, and the keys to it; `folder` keeps its ledger. */
export const openProvider = async (folder: string) => {
  const stripe = await startStripe({ port: 0, dataDir: join(folder, 'stripe'), keys: KEYS });
  const { secretKey: apiKey, publishableKey, webhookSecret } = KEYS;
  const value = JSON.stringify({ apiKey, webhookSecrets: [webhookSecret] });
  const secrets = await startSecrets({ port: 0, secrets: { [SECRET]: value }, allows: () => true });

  let calls = 0;
  const { host } = new URL(stripe.origin);
  const count = (message: unknown) => {
    const { request } = message as { request: ClientRequest };
    if (request.getHeader('host') === host) calls += 1;
  };
  subscribe(CHANNEL, count);

  let last: string | undefined;
  /** What it has said since it was last asked, oldest first. */
  const said = async (): Promise<Said[]> => {
    const events: Said[] = [];
    for (;;) {
      const query = new URLSearchParams({ limit: '100', ...(last && { ending_before: last }) });
      const response = await fetch(`${stripe.origin}/v1/events?${query}`, {
        headers: { authorization: `Bearer ${apiKey}` },
      });
      const page = v.parse(Page, await response.json());
      events.push(...page.data.toReversed());
      last = events.at(-1)?.id ?? last;
      if (!page.has_more) return events;
    }
  };

  return {
    environment: {
      AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.endpoint,
      STRIPE_API: stripe.origin,
      STRIPE_SECRET: SECRET,
    },
    /** How often our functions have called it. */
    calls: () => calls,
    said,
    /** Sends an event to our door, signed over its bytes. */
    send: (event: Said) =>
      ask('payments/api/receive-stripe-event', {
        headers: { 'stripe-signature': signature(JSON.stringify(event), webhookSecret) },
        body: event,
      }),
    confirm: (clientSecret: string, card?: string) =>
      confirm({ url: stripe.origin, publishableKey }, clientSecret, card),
    close: async () => {
      unsubscribe(CHANNEL, count);
      await Promise.all([stripe.stop(), secrets.stop()]);
    },
  };
};
