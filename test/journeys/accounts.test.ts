import { GetCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import * as oidc from 'openid-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browser } from '../../client/sign-in.ts';
import { type Answer, eventually, fresh, type House, machine, openHouse } from './caller.ts';
import { type Checkout, checkoutOf, grace } from './checkout.ts';
import { mailboxAt } from './mailbox.ts';

const PASSWORD = 'Correct horse 1!';
/** Later than anything can come of a token that was given before its user was removed. */
const PAST_TOKENS = 36 * 60;
/** Later than a message that a worker failed on comes again. */
const PAST_INVISIBILITY = 6 * 60;

let house: House;
let till: Checkout;
beforeAll(async () => {
  house = await openHouse();
  till = checkoutOf(house);
}, 120_000);
afterAll(() => house?.stop());

/** Signs up as people do: on the pages, with the code of the newest of so many mails. */
const signUp = async (email: string, mails = 1): Promise<string> => {
  const { issuer, clients, mail } = house.system.system;
  const { clientId, redirectUri } = clients.storefront;
  const client = await oidc.discovery(new URL(issuer), clientId, undefined, oidc.None(), {
    execute: [oidc.allowInsecureRequests],
  });
  const pkceCodeVerifier = oidc.randomPKCECodeVerifier();
  const visit = browser(redirectUri);
  const { url } = await visit(
    oidc.buildAuthorizationUrl(client, {
      redirect_uri: redirectUri,
      scope: 'openid email profile backroom/shop',
      code_challenge: await oidc.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
    }),
  );
  const post = (step: string, form: Record<string, string>) => visit(new URL(`${url.pathname}${step}`, url), form);
  await post('/sign-up', { email, password: PASSWORD });
  const returned = await post('/verification', { code: await mailboxAt(mail).code(email, mails) });
  return (await oidc.authorizationCodeGrant(client, returned.url, { pkceCodeVerifier })).access_token;
};

type Options = { body?: unknown; key?: string; headers?: Record<string, string> };

/** Somebody who has signed up, and what they ask the shop. */
const member = async (email = `${fresh('member')}@example.com`, mails = 1) => {
  const token = await signUp(email, mails);
  const call = (method: string, path: string, { headers, ...rest }: Options = {}): Promise<Answer> =>
    house.call(method, path, { ...rest, headers: { ...headers, authorization: `Bearer ${token}` } });
  return {
    email,
    call,
    me: async (): Promise<Answer['body']> => (await call('GET', '/v1/me')).body,
    order: async (lines: object[], shipTo: object): Promise<Answer['body']> => {
      const { status, body } = await call('POST', '/v1/orders', { key: fresh('order'), body: { lines, shipTo } });
      expect(status, JSON.stringify(body)).toBe(201);
      return body;
    },
    becomesReady: (id: string): Promise<Answer> =>
      eventually(
        () => call('GET', `/v1/me/exports/${id}`),
        ({ body }) => body.status === 'ready',
      ),
  };
};
type Member = Awaited<ReturnType<typeof member>>;

/** All items of a copy, two at a time. */
const itemsOf = async ({ call }: Member, id: string): Promise<Answer['body'][]> => {
  const items: Answer['body'][] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: Answer = await call('GET', `/v1/me/exports/${id}/items?limit=2${cursor && `&cursor=${cursor}`}`);
    expect(page.status).toBe(200);
    items.push(...page.body.data);
    cursor = page.body.nextCursor;
  }
  return items;
};

const ADDRESS = {
  name: 'Quintessa Lovelace',
  street: '17 Zanzibar Row',
  city: 'Ottery St Catchpole',
  postalCode: 'QX9 7ZZ',
  country: 'UK',
};
const PHONE = '+442079460958';

describe('somebody who has signed up', () => {
  it('is known by the address that was verified', async () => {
    const { email, me } = await member();

    expect(await me()).toEqual({
      id: expect.stringMatching(/^[\w-]{36}$/),
      email,
      version: 1,
      createdAt: expect.any(String),
    });
  });

  it('says more of themselves, takes back some of it, and overwrites nothing unseen', async () => {
    const { call, me } = await member();
    const first = await call('PATCH', '/v1/me', { body: { name: 'Quintessa', phone: PHONE, locale: 'en-GB' } });
    expect(first).toMatchObject({ status: 200, headers: { etag: '"2"' }, body: { name: 'Quintessa', version: 2 } });

    const second = await call('PATCH', '/v1/me', {
      headers: { 'if-match': '"2"' },
      body: { name: 'Q. Lovelace', phone: null },
    });
    expect(second).toMatchObject({ status: 200, body: { name: 'Q. Lovelace', locale: 'en-GB', version: 3 } });
    const stale = await call('PATCH', '/v1/me', { headers: { 'if-match': '"2"' }, body: { name: 'Somebody else' } });
    expect(stale).toMatchObject({ status: 412, body: { code: 'version_mismatch' } });
    const same = await call('PATCH', '/v1/me', { body: { name: 'Q. Lovelace', phone: null } });
    expect(same).toMatchObject({ status: 200, body: { version: 3 } });

    const now = await me();
    expect(now).toMatchObject({ name: 'Q. Lovelace', locale: 'en-GB', version: 3 });
    expect(now).not.toHaveProperty('phone');
    expect((await call('GET', '/v1/me', { headers: { 'if-none-match': '"3"' } })).status).toBe(304);
  });

  it('keeps twenty addresses, and no more', async () => {
    const { call, me } = await member();
    const put = (name: string, street = ADDRESS.street) =>
      call('PUT', `/v1/me/addresses/${name}`, { body: { ...ADDRESS, street } });
    const names = Array.from({ length: 20 }, (_, n) => `house-${n + 10}`);
    for (const name of names) expect((await put(name)).status).toBe(201);
    expect(await put('one-more')).toMatchObject({ status: 422, body: { code: 'too_many_addresses' } });

    const { version } = await me();
    expect((await put('house-10')).status).toBe(200);
    expect(await me()).toMatchObject({ version });
    expect((await put('house-10', '1 Other Street')).status).toBe(200);
    expect((await call('GET', '/v1/me/addresses')).body.data).toEqual(
      names.map((id) => ({ id, address: id === 'house-10' ? { ...ADDRESS, street: '1 Other Street' } : ADDRESS })),
    );

    expect((await call('DELETE', '/v1/me/addresses/house-10')).status).toBe(204);
    expect((await call('DELETE', '/v1/me/addresses/house-10')).status).toBe(404);
    expect((await put('one-more')).status).toBe(201);
  });
});

describe('a copy of everything', () => {
  /** So many products that are never out of stock, a line of each. */
  const linesOf = async (count: number) => {
    const body = { name: 'Service', price: { amount: 250, currency: 'GBP' }, stocked: false };
    const skus = Array.from({ length: count }, () => fresh('SERVICE'));
    await Promise.all(skus.map((sku) => house.call('PUT', `/v1/products/${sku}`, { as: machine, body })));
    return skus.map((sku) => ({ sku, quantity: 1 }));
  };

  it('holds the account and each order, however long, and is the same within the hour', async () => {
    const ada = await member();
    await ada.call('PATCH', '/v1/me', { body: { name: ADDRESS.name, phone: PHONE } });
    await ada.call('PUT', '/v1/me/addresses/home', { body: ADDRESS });
    const short = await ada.order(await linesOf(2), ADDRESS);
    const long = await ada.order(await linesOf(450), { ...ADDRESS, street: '1 Other Street' });

    const asked = await ada.call('POST', '/v1/me/exports');
    expect(asked).toMatchObject({ status: 202, headers: { location: `/v1/me/exports/${asked.body.id}` } });
    expect((await ada.becomesReady(asked.body.id)).body).toMatchObject({ items: 5 });

    const [account, first, ...rest] = await itemsOf(ada, asked.body.id);
    const addresses = [{ id: 'home', address: ADDRESS }];
    expect(account).toEqual({ kind: 'account', account: { ...(await ada.me()), addresses } });
    expect(account.account).toMatchObject({ email: ada.email, name: ADDRESS.name, phone: PHONE });
    expect(first).toEqual({ kind: 'order', order: { ...short, shipTo: ADDRESS } });
    expect(rest.map(({ order }) => order.lines.length)).toEqual([200, 200, 50]);
    expect(rest.map(({ order: { lines: _, ...order } }) => order)).toEqual([
      { ...long, lines: undefined, shipTo: { ...ADDRESS, street: '1 Other Street' } },
      { id: long.id },
      { id: long.id },
    ]);
    expect(rest.flatMap(({ order }) => order.lines)).toEqual(long.lines);

    const again = await ada.call('POST', '/v1/me/exports');
    expect(again).toMatchObject({ status: 202, body: { id: asked.body.id, status: 'ready', items: 5 } });
  });

  it('cannot be read before it is whole, and becomes whole when its worker failed at first', async () => {
    const bob = await member();
    await house.system.control('POST', '/faults', { failDoors: ['accounts/workers/on-export-requested'] });
    const { id } = (await bob.call('POST', '/v1/me/exports')).body;
    expect(await bob.call('GET', `/v1/me/exports/${id}/items`)).toMatchObject({
      status: 409,
      body: { code: 'export_not_ready' },
    });

    await house.system.control('POST', '/faults', {});
    await house.advance(PAST_INVISIBILITY);

    expect((await bob.becomesReady(id)).body).toMatchObject({ items: 1 });
    expect(await itemsOf(bob, id)).toMatchObject([{ kind: 'account', account: { email: bob.email } }]);
  });
});

describe('somebody who leaves', () => {
  /** What stands nowhere else. */
  const HERS = {
    name: 'Persephone Whitlock',
    street: '3 Vanishing Yard',
    city: 'Nether Wallop',
    postalCode: 'ZQ1 4XX',
    country: 'UK',
  };
  const HER_PHONE = '+442079460123';
  const TableName = () => house.system.system.tableName;

  /** Each row of the table that holds one of these, whatever it is a row of. */
  const rowsWith = async (texts: string[]): Promise<string[]> => {
    const table = till.table();
    const found: string[] = [];
    for (let ExclusiveStartKey: Record<string, unknown> | undefined; ; ) {
      const page = await table.send(
        new ScanCommand({ TableName: TableName(), ConsistentRead: true, ExclusiveStartKey }),
      );
      for (const row of page.Items ?? []) {
        if (texts.some((text) => JSON.stringify(row).includes(text))) found.push(`${row.pk} ${row.sk}`);
      }
      ExclusiveStartKey = page.LastEvaluatedKey;
      if (!ExclusiveStartKey) return found;
    }
  };
  const none = (rows: string[]) => rows.length === 0;

  it('is forgotten, what they order by the token that is left too, and may come back as somebody new', async () => {
    const sku = await house.product(fresh('MUG'), 10);
    const ada = await member();
    const { id } = await ada.me();
    const personal = [ada.email, HER_PHONE, HERS.name, HERS.street, HERS.city, HERS.postalCode];
    const account = { pk: `ACCOUNT#${id}`, sk: 'ACCOUNT' };
    const kept = async () => (await till.table().send(new GetCommand({ TableName: TableName(), Key: account }))).Item;
    const orderAsStaff = async (orderId: string) =>
      (await house.call('GET', `/v1/orders/${orderId}`, { as: grace })).body;

    await ada.call('PATCH', '/v1/me', { body: { name: HERS.name, phone: HER_PHONE } });
    await ada.call('PUT', '/v1/me/addresses/home', { body: HERS });
    const before = await ada.order([{ sku, quantity: 1 }], HERS);
    const { body: copy } = await ada.call('POST', '/v1/me/exports');
    await ada.becomesReady(copy.id);
    for (const text of personal) expect(await rowsWith([text])).not.toEqual([]);

    const left = await ada.call('DELETE', '/v1/me');
    expect(left).toMatchObject({ status: 202, body: { id, status: 'erasing' } });
    await eventually(() => rowsWith(personal), none);
    expect(await orderAsStaff(before.id)).toEqual(before);

    await till.rest(); // so that no worker comes upon it by chance
    const after = await ada.order([{ sku, quantity: 2 }], HERS);
    expect(await rowsWith([HERS.street])).toEqual([`ORDER#${after.id} ORDER`]);
    expect(await kept()).toMatchObject({ status: 'erasing' });
    await house.advance(PAST_TOKENS);
    await eventually(kept, (row) => row?.status === 'erased');
    expect(await rowsWith(personal)).toEqual([]);
    const { id: orderId, lines, total } = after;
    expect(await till.becomes(orderId, 'expired')).toMatchObject({ lines, total });
    expect(await rowsWith(personal)).toEqual([]);
    expect(Object.keys((await kept()) ?? {}).toSorted()).toEqual(
      ['addresses', 'closedAt', 'createdAt', 'id', 'pk', 'removedAt', 'seq', 'sk', 'status', 'v', 'version'].toSorted(),
    );

    const back = await member(ada.email, 2);
    const anew = await back.me();
    expect(anew).toMatchObject({ email: ada.email, version: 1 });
    expect(anew.id).not.toBe(id);
    expect((await back.call('GET', '/v1/orders')).body.data).toEqual([]);
    expect((await back.call('GET', `/v1/me/exports/${copy.id}`)).status).toBe(404);
  });
});
