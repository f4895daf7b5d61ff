import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fresh, type House, openHouse } from '../journeys/caller.ts';
import { type Checkout, checkoutOf, PAST_HOLD, secretsIn } from '../journeys/checkout.ts';
import { DESKTOP, openBrowser, PHONE } from './chromium.ts';

let browser: Awaited<ReturnType<typeof openBrowser>>;
let house: House;
let till: Checkout;
beforeAll(async () => {
  browser = await openBrowser();
  house = await openHouse();
  till = checkoutOf(house);
});
afterAll(async () => {
  await house?.stop();
  await browser?.close();
});

let tab: Awaited<ReturnType<typeof browser.open>>;
let page: Page;
beforeEach(async () => {
  tab = await browser.open();
  page = tab.page;
});
afterEach(async () => {
  expect(tab.errors).toEqual([]);
  await tab.close();
});

/** An order of a mug, and a browser that shows the page on which it is paid. */
const visit = async (on: Page = page) => {
  const made = await till.begun(await house.product(fresh('MUG'), 1));
  await on.goto(`${house.system.system.stripe.url}/pay/${made.secret}`);
  return made;
};

const heading = (name: string) => page.getByRole('heading', { name, exact: true }).waitFor();
const reason = () => page.getByRole('alert').innerText();
const pay = () => page.getByRole('button', { name: 'Pay £2.50' }).click();
const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
const choose = (card: string) => page.getByLabel('Or a special test card').selectOption({ label: card });

describe('somebody on the payment page', () => {
  it('pays, and the order is paid', async () => {
    const { order } = await visit();
    await page.getByText(order.id).waitFor();
    await pay();
    await heading('Paid');
    await page.reload(); // and does not pay again
    await heading('Paid');
    await till.becomes(order.id, 'paid');
    const { ours, theirs } = await till.books([order.id]);
    expect(ours).toEqual(theirs);
    expect(ours).toHaveLength(1);
  });

  it('pays with the keyboard alone', async () => {
    const { order } = await visit();
    const focused = () => page.evaluate('document.activeElement?.id || document.activeElement?.textContent');
    const path: unknown[] = [];
    for (let n = 0; n < 4; n++) {
      await page.keyboard.press('Tab');
      path.push(await focused());
    }
    expect(path).toEqual(['number', 'instead', 'Pay £2.50', 'Leave without paying']);
    await page.getByLabel('Card number').focus();
    await page.keyboard.press('Enter'); // the first button is the one that pays
    await heading('Paid');
    await till.becomes(order.id, 'paid');
  });

  it.each([
    ['Insufficient funds · 9995', 'Your card has insufficient funds.'],
    ['Expired card · 0069', 'Your card has expired.'],
    ['Wrong security code · 0127', 'Your card’s security code is incorrect.'],
    ['Blocked as fraud · 0019', 'Your card was declined.'],
  ])('with a card that is declined (%s) reads why, and pays with another one', async (card, why) => {
    const { order } = await visit();
    await choose(card);
    await pay();
    expect((await reason()).replaceAll("'", '’')).toBe(why);
    expect(await till.order(order.id)).toMatchObject({ status: 'pending_payment' });
    await pay();
    await heading('Paid');
    await till.becomes(order.id, 'paid');
    expect(await till.payments(order.id)).toMatchObject([{ generation: 1, status: 'succeeded' }]);
  });

  it('with a mistyped number is told so, and corrects it', async () => {
    const { order } = await visit();
    await page.getByLabel('Card number').fill('4242 4242 4242 4241');
    await pay();
    expect(await reason()).toContain('card number is incorrect');
    tab.errors.splice(0); // that the answer was a 402
    await page.getByLabel('Card number').fill('5555 5555 5555 4444');
    await pay();
    await heading('Paid');
    await till.becomes(order.id, 'paid');
  });

  it('is asked by the bank, and says that it is they', async () => {
    const { order } = await visit();
    await choose('3D Secure · 3220');
    await pay();
    await heading('Is it you?');
    await press('It is me');
    await heading('Paid');
    await till.becomes(order.id, 'paid');
  });

  it('is asked by the bank, fails, and pays with another card', async () => {
    const { order } = await visit();
    await choose('Asks your bank · 3184');
    await pay();
    await press('It is not me');
    expect(await reason()).not.toBe('');
    expect(await till.order(order.id)).toMatchObject({ status: 'pending_payment' });
    await pay();
    await heading('Paid');
    await till.becomes(order.id, 'paid');
  });

  it('leaves: the order can be paid until it expires, and not any more then', async () => {
    const { order } = await visit();
    await press('Leave without paying');
    await heading('Left without paying');
    expect(await till.order(order.id)).toMatchObject({ status: 'pending_payment' });
    await page.getByRole('link', { name: 'Pay after all' }).click();
    await heading('Pay');
    await house.advance(PAST_HOLD);
    await till.becomes(order.id, 'expired');
    await page.reload();
    await heading('Cancelled');
    expect(await page.getByRole('button').count()).toBe(0);
  });

  it('who was slow finds that there is nothing to pay any more', async () => {
    const { order } = await visit();
    await house.advance(PAST_HOLD);
    await till.becomes(order.id, 'expired');
    await pay();
    await heading('Cancelled');
    tab.errors.splice(0); // that the answer was a 400
    expect(await till.payments(order.id)).toMatchObject([{ status: 'closed', captured: { amount: 0 } }]);
  });
});

describe('the payment page', () => {
  /** What can be used on a page: what it is called, and how high it is. */
  const CONTROLS = `[...document.querySelectorAll('input, select, button, a')].map((control) => ({
    name: (control.labels?.[0] ?? control).textContent.trim(),
    height: control.getBoundingClientRect().height,
  }))`;

  it.each([
    ['a phone', 'phone', PHONE],
    ['a desk', 'desk', DESKTOP],
    ['a phone at night', 'phone-night', { ...PHONE, colorScheme: 'dark' as const }],
  ])('fits on %s, and its parts have names', async (_, name, options) => {
    const shown = await browser.open(options);
    await visit(shown.page);
    const wider = () => shown.page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
    const { page } = shown;
    await browser.picture(page, `${name}-pay`);
    expect(await wider()).toBeLessThanOrEqual(0);
    for (const { name, height } of (await page.evaluate(CONTROLS)) as { name: string; height: number }[]) {
      expect(name).not.toBe('');
      expect(height, name).toBeGreaterThanOrEqual(44); // a thumb's width
    }
    expect(await page.getAttribute('html', 'lang')).toBe('en');
    await page.getByLabel('Or a special test card').selectOption({ label: 'Insufficient funds · 9995' });
    await page.getByRole('button', { name: 'Pay £2.50' }).click();
    await page.getByRole('alert').waitFor();
    expect(await page.evaluate('document.activeElement.getAttribute("aria-describedby")')).toBe('alert'); // and read aloud
    await browser.picture(page, `${name}-declined`);
    await page.getByLabel('Or a special test card').selectOption({ label: '3D Secure · 3220' });
    await page.getByRole('button', { name: 'Pay £2.50' }).click();
    await page.getByText('Your bank').waitFor();
    await browser.picture(page, `${name}-bank`);
    await page.getByRole('button', { name: 'Leave' }).click();
    await browser.picture(page, `${name}-left`);
    await page.getByRole('link').click();
    await page.getByRole('button', { name: 'It is me' }).click();
    await page.getByText('Thank you').waitFor();
    await browser.picture(page, `${name}-paid`);
    expect(await wider()).toBeLessThanOrEqual(0);
    expect(shown.errors).toEqual([]);
    await shown.close();
  });

  it('needs no JavaScript', async () => {
    const plain = await browser.open({ ...DESKTOP, javaScriptEnabled: false });
    const { order } = await visit(plain.page);
    await plain.page.getByLabel('Or a special test card').selectOption({ label: 'Lost card · 9987' });
    await plain.page.getByRole('button', { name: 'Pay £2.50' }).click();
    await plain.page.getByRole('alert').waitFor();
    await plain.page.getByRole('button', { name: 'Pay £2.50' }).click();
    await plain.page.getByText('Thank you').waitFor();
    await till.becomes(order.id, 'paid');
    expect(plain.errors).toEqual([]);
    await plain.close();
  });
});

it('nothing that was typed stands in a log', () => {
  expect(secretsIn(house.system.system.logs).found).toEqual([]);
  console.log(`Pictures of the pages are in ${browser.pictures}`);
});
