import type { SystemDescription } from './home.ts';

type Variables = Record<string, string>;

/** What is said when everything is ready: where things are, and an order that can be pasted. */
export const welcome = (
  { url, issuer, logs, mail, stripe }: SystemDescription,
  folder: string,
  variables: Variables,
  defaults: { port: string; home: string },
): string => {
  const told: Variables = {
    ...(variables.PORT !== defaults.port && { PORT: new URL(url).port }),
    ...(variables.BACKROOM_HOME !== defaults.home && { BACKROOM_HOME: folder }),
  };
  const prefix = Object.entries(told)
    .map(([name, value]) => `${name}=${value} `)
    .join('');
  const token = (who: string) => `${prefix}npm run -s token -- ${who}`;
  const scopes = 'backroom/catalog.write backroom/stock.write backroom/orders.write';
  return `
Backroom is ready.

  API     ${url}
  Health  ${url}/v1/health
  Issuer  ${issuer}
  Account ${issuer}/account
  Inbox   ${mail}
  Pay     ${stripe.url}/pay/<clientSecret>
  Data    ${folder}
  Logs    ${logs}

  Tokens  ${token('shopper ada@example.com')}
          ${token('staff grace@example.com')}
          ${token(`machine ${scopes}`)}
  Clock   ${prefix}npm run clock -- +31m

Sell ten mugs and take an order for two of them:

  TOKEN=$(${token(`machine ${scopes}`)})
  curl -sX PUT ${url}/v1/products/MUG -H "authorization: Bearer $TOKEN" -H 'content-type: application/json' \\
    -d '{"name":"Mug","price":{"amount":255,"currency":"GBP"}}'
  curl -sX POST ${url}/v1/stock-movements -H "authorization: Bearer $TOKEN" -H 'content-type: application/json' \\
    -H "idempotency-key: receive-mugs-$(date +%s)" -d '{"sku":"MUG","quantity":10,"reason":"received"}'
  curl -sX POST ${url}/v1/orders -H "authorization: Bearer $TOKEN" -H 'content-type: application/json' \\
    -H "idempotency-key: first-order-$(date +%s)" -d '{"lines":[{"sku":"MUG","quantity":2}],"payment":"on_account"}'
`;
};
