import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fresh, type House, openHouse } from '../journeys/caller.ts';
import { DESKTOP, openBrowser, PHONE } from './chromium.ts';

let browser: Awaited<ReturnType<typeof openBrowser>>;
let house: House;
beforeAll(async () => {
  browser = await openBrowser();
  house = await openHouse();
});
afterAll(async () => {
  await house?.stop();
  await browser?.close();
});

const EMAIL = 'ada@example.com';

/** Somebody who may sign in. */
const signedUp = async (): Promise<string> => {
  const { password } = (await house.system.control('POST', '/users', { email: EMAIL, groups: [] })) as {
    password: string;
  };
  return password;
};

describe('the page that shows the API', () => {
  it('lets somebody sign in and place an order', async () => {
    const sku = await house.product(fresh('MUG'), 3);
    const password = await signedUp();
    const { page, errors, close } = await browser.open();
    await page.goto(`${house.system.url}/docs`);
    await page.getByRole('heading', { name: /^Backroom/ }).waitFor();
    await browser.picture(page, 'docs');

    await page.getByRole('button', { name: 'Authorize' }).first().click();
    const people = page.locator('.auth-container', { hasText: 'authorizationCode' }).first();
    await people.getByText('select all').click();
    const [login] = await Promise.all([
      page.waitForEvent('popup'),
      people.getByRole('button', { name: 'Apply given OAuth2 credentials' }).click(),
    ]);
    await login.getByLabel('E-mail').fill(EMAIL);
    await login.getByLabel('Password').fill(password);
    await Promise.all([login.waitForEvent('close'), login.getByRole('button', { name: 'Sign in' }).click()]);
    await people.getByRole('button', { name: 'Remove authorization' }).waitFor();
    await browser.picture(page, 'docs-signed-in');
    await page.getByRole('button', { name: 'Close' }).first().click();

    const operation = page.locator('#operations-orders-placeOrder');
    await operation.locator('.opblock-summary-control').click();
    await operation.locator('tr[data-param-name="Idempotency-Key"] input').fill(fresh('from-the-page'));
    await operation.locator('textarea.body-param__text').fill(JSON.stringify({ lines: [{ sku, quantity: 2 }] }));
    await operation.getByRole('button', { name: 'Execute' }).click();
    const answer = operation.locator('.live-responses-table');
    await answer.locator('.response-col_status', { hasText: '201' }).waitFor();
    await answer.screenshot({ path: join(browser.pictures, 'docs-order.png') });

    expect(await answer.innerText()).toContain('pending_payment');
    expect(await house.available(sku)).toBe(1);
    expect(errors).toEqual([]);
    await close();
  });

  it.each([
    ['a phone', 'docs-phone', PHONE],
    ['a desk', 'docs-desk', DESKTOP],
  ])('is read on %s', async (_, name, options) => {
    const { page, errors, close } = await browser.open(options);
    await page.goto(`${house.system.url}/docs`);
    await page.getByRole('heading', { name: /^Backroom/ }).waitFor();
    await browser.picture(page, name);
    expect(errors).toEqual([]);
    await close();
  });

  it('is made of nothing that comes from elsewhere', async () => {
    const { page, close } = await browser.open();
    const origins = new Set<string>();
    page.on('request', (request) => origins.add(new URL(request.url()).origin));
    await page.goto(`${house.system.url}/docs`);
    await page.getByRole('heading', { name: /^Backroom/ }).waitFor();
    expect([...origins].filter((origin) => origin !== 'null')).toEqual([new URL(house.system.url).origin]);
    console.log(`Pictures of the page are in ${browser.pictures}`);
    await close();
  });
});
