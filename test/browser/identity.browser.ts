import * as oidc from 'openid-client';
import { Secret, TOTP } from 'otpauth';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fresh, type House, openHouse } from '../journeys/caller.ts';
import { mailboxAt } from '../journeys/mailbox.ts';
import { DESKTOP, openBrowser, PHONE } from './chromium.ts';

const PASSWORD = 'Correct horse 1!';
const OTHER_PASSWORD = 'Battery staple 2?';
const NARROW = { ...PHONE, viewport: { width: 360, height: 740 } };

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

const email = () => `${fresh('ada')}@example.com`;
const codeFor = (to: string, count?: number) => mailboxAt(house.system.system.mail).code(to, count);

/** What a browser complains of where all is well: a form was refused, and the API has no page at the callback. */
const EXPECTED = /status of (422|404) /;
const complaints = ({ errors }: { errors: string[] }) => errors.filter((error) => !EXPECTED.test(error));

/** A browser in front of the sign-in page, as the shop sends it there. */
const arrive = async (options: BrowserContextOptions = DESKTOP) => {
  const { url, issuer, clients } = house.system.system;
  const tab = await browser.open(options);
  const execute = [oidc.allowInsecureRequests];
  const client = await oidc.discovery(new URL(issuer), clients.storefront.clientId, undefined, oidc.None(), {
    execute,
  });
  const challenge = await oidc.calculatePKCECodeChallenge(oidc.randomPKCECodeVerifier());
  const start = oidc.buildAuthorizationUrl(client, {
    redirect_uri: `${url}/callback`,
    scope: 'openid email profile backroom/shop',
    code_challenge: challenge,
    code_challenge_method: 'S256',
  });
  await tab.page.goto(start.href);
  return { ...tab, start: start.href };
};

let tab: Awaited<ReturnType<typeof arrive>>;
let page: Page;
beforeEach(async () => {
  tab = await arrive();
  page = tab.page;
});
afterEach(async () => {
  expect(complaints(tab)).toEqual([]);
  await tab.close();
});

const heading = (name: string, on = page) => on.getByRole('heading', { name, exact: true }).waitFor();
const backAtTheShop = (on = page) => on.waitForURL(/\/callback\?code=/);
const press = (name: string, on = page) => on.getByRole('button', { name, exact: true }).click();
const follow = (name: string, on = page) => on.getByRole('link', { name, exact: true }).click();
const focused = (on = page) => on.evaluate('document.activeElement?.id || document.activeElement?.textContent');
const fill = async (fields: Record<string, string>, on = page) => {
  for (const [label, value] of Object.entries(fields)) await on.getByLabel(label, { exact: true }).fill(value);
};

/** Signs up in this browser; then somebody is back at the shop. */
const signUp = async (to = email(), on = page) => {
  await follow('Create an account', on);
  await fill({ 'E-mail': to, Password: PASSWORD }, on);
  await press('Create an account', on);
  await fill({ Code: await codeFor(to) }, on);
  await press('Verify and sign in', on);
  await backAtTheShop(on);
  return to;
};

/** The sign-in page, in a browser that is signed out. */
const comeBack = async () => {
  await page.context().clearCookies();
  await page.goto(tab.start);
};

describe('somebody on the sign-in pages', () => {
  it('makes an account and is signed in, with the keyboard alone', async () => {
    const to = email();
    const { keyboard } = page;
    const path = [await focused()];
    for (let n = 0; n < 4; n += 1) {
      await keyboard.press('Tab');
      path.push(await focused());
    }
    expect(path).toEqual(['email', 'password', 'Sign in', 'Forgotten your password?', 'Create an account']);
    await keyboard.press('Enter');
    await heading('Create an account');
    await keyboard.type(to);
    await keyboard.press('Tab');
    await keyboard.type(PASSWORD);
    await keyboard.press('Enter');
    await heading('Check your e-mail');
    await keyboard.type(await codeFor(to));
    await keyboard.press('Enter');
    await backAtTheShop();
  });

  it('with a wrong password reads so, and is where it can be typed again', async () => {
    const to = await signUp();
    await comeBack();
    await fill({ 'E-mail': to, Password: OTHER_PASSWORD });
    await press('Sign in');
    expect(await page.getByRole('alert').innerText()).toContain('E-mail or password is not right');
    expect(await focused()).toBe('password');
    expect(await page.getByLabel('Password').getAttribute('aria-describedby')).toBe('alert'); // and read aloud
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press('Enter');
    await backAtTheShop();
  });

  it('reads right at the field what is wrong with it', async () => {
    await follow('Create an account');
    await fill({ 'E-mail': email(), Password: 'too short' });
    await press('Create an account');
    const says = 'The password needs at least 12 characters, an upper-case letter and a digit.';
    expect(await page.getByRole('alert').innerText()).toBe(says);
    expect(await focused()).toBe('password');
    expect(await page.getByLabel('Password').getAttribute('aria-describedby')).toBe('password-alert password-hint');
    const [above, field] = [
      await page.getByRole('alert').boundingBox(),
      await page.getByLabel('Password').boundingBox(),
    ];
    expect((field?.y ?? 0) - (above?.y ?? 0) - (above?.height ?? 0)).toBeLessThan(12);
  });

  it('with a wrong code reads so, and has another one sent', async () => {
    const to = email();
    await follow('Create an account');
    await fill({ 'E-mail': to, Password: PASSWORD });
    await press('Create an account');
    const first = await codeFor(to);
    await fill({ Code: first === '000000' ? '000001' : '000000' });
    await press('Verify and sign in');
    expect(await page.getByRole('alert').innerText()).toContain('This is not the code');
    await press('Send another code');
    await page.getByRole('status').waitFor();
    await fill({ Code: await codeFor(to, 2) });
    await press('Verify and sign in');
    await backAtTheShop();
  });

  it('who forgot the password sets a new one', async () => {
    const to = await signUp();
    await comeBack();
    await follow('Forgotten your password?');
    await fill({ 'E-mail': to });
    await press('Send the code');
    await fill({ Code: await codeFor(to, 2), 'New password': OTHER_PASSWORD });
    await press('Change the password');
    await page.getByText('Your password is changed').waitFor();
    expect(await focused()).toBe('password'); // the address is there already
    await page.keyboard.type(OTHER_PASSWORD);
    await page.keyboard.press('Enter');
    await backAtTheShop();
  });

  it('signs in as somebody else, where one was signed in', async () => {
    const [ada, grace] = [await signUp(), email()];
    await page.goto(`${tab.start}&prompt=login`);
    await signUp(grace);
    await page.goto(`${house.system.system.issuer}/account`);
    await page.getByText(grace).waitFor();
    expect(await page.getByText(ada).count()).toBe(0);
  });

  it('sets up a second factor, and is asked for its code from then on', async () => {
    const to = await signUp();
    await page.goto(`${house.system.system.issuer}/account`);
    await press('Set up a second factor');
    const uri = new URL((await page.getByRole('link').getAttribute('href')) ?? '');
    const secret = Secret.fromBase32(uri.searchParams.get('secret') ?? '');
    const shown = (steps = 0) => TOTP.generate({ secret, timestamp: Date.now() + steps * 30_000 });
    await fill({ Code: shown() });
    await press('Turn the second factor on');
    await page.getByText('The second factor is on.').waitFor();
    await comeBack();
    await fill({ 'E-mail': to, Password: PASSWORD });
    await press('Sign in');
    await heading('One more step');
    await fill({ Code: shown(1) });
    await press('Sign in');
    await backAtTheShop();
  });
});

describe('the pages', () => {
  /** What can be used on a page: what it is called, and how high it is. */
  const CONTROLS = `[...document.querySelectorAll('input, button, a')].map((control) => ({
    name: (control.labels?.[0] ?? control).textContent.trim(),
    height: control.getBoundingClientRect().height,
  }))`;

  it.each([
    ['a narrow phone', 'phone', NARROW],
    ['a desk', 'desk', DESKTOP],
    ['a phone at night', 'phone-night', { ...NARROW, colorScheme: 'dark' as const }],
    ['a desk at night', 'desk-night', { ...DESKTOP, colorScheme: 'dark' as const }],
  ])('fit on %s, and their parts have names', async (_, device, options) => {
    const shown = await arrive(options);
    const on = shown.page;
    const to = email();
    const look = async (name: string) => {
      await browser.picture(on, `${device}-${name}`);
      expect(await on.evaluate('document.documentElement.scrollWidth - window.innerWidth'), name).toBeLessThanOrEqual(
        0,
      );
      expect(await on.getAttribute('html', 'lang')).toBe('en');
      for (const control of (await on.evaluate(CONTROLS)) as { name: string; height: number }[]) {
        expect(control.name).not.toBe('');
        expect(control.height, `${name}: ${control.name}`).toBeGreaterThanOrEqual(44); // a thumb's width
      }
    };

    await look('1-sign-in');
    await fill({ 'E-mail': to, Password: PASSWORD }, on);
    await press('Sign in', on);
    await on.getByRole('alert').waitFor();
    await look('2-sign-in-refused');
    await follow('Create an account', on);
    await look('3-sign-up');
    await fill({ 'E-mail': to, Password: 'weak' }, on);
    await press('Create an account', on);
    await on.getByRole('alert').waitFor();
    await look('4-sign-up-refused');
    await fill({ Password: PASSWORD }, on);
    await press('Create an account', on);
    await heading('Check your e-mail', on);
    await look('5-verification');
    await fill({ Code: '12345' }, on);
    await press('Verify and sign in', on);
    await on.getByRole('alert').waitFor();
    await look('6-verification-refused');
    await press('Send another code', on);
    await on.getByRole('status').waitFor();
    await look('7-verification-again');
    await fill({ Code: await codeFor(to, 2) }, on);
    await press('Verify and sign in', on);
    await backAtTheShop(on);

    await on.goto(`${house.system.system.issuer}/account`);
    await look('8-account');
    await press('Set up a second factor', on);
    await heading('Your account', on);
    await look('9-account-enrolling');
    const uri = new URL((await on.getByRole('link').getAttribute('href')) ?? '');
    const secret = Secret.fromBase32(uri.searchParams.get('secret') ?? '');
    await fill({ Code: TOTP.generate({ secret }) }, on);
    await press('Turn the second factor on', on);
    await on.getByRole('status').waitFor();
    await look('10-account-on');

    await on.context().clearCookies();
    await on.goto(shown.start);
    await follow('Forgotten your password?', on);
    await look('11-forgotten');
    await fill({ 'E-mail': to }, on);
    await press('Send the code', on);
    await heading('Choose a new password', on);
    await look('12-new-password');
    await fill({ Code: '12345', 'New password': OTHER_PASSWORD }, on);
    await press('Change the password', on);
    await on.getByRole('alert').waitFor();
    await look('13-new-password-refused');
    await fill({ Code: await codeFor(to, 3), 'New password': OTHER_PASSWORD }, on);
    await press('Change the password', on);
    await on.getByRole('status').waitFor();
    await look('14-changed');
    await fill({ Password: OTHER_PASSWORD }, on);
    await press('Sign in', on);
    await heading('One more step', on);
    await look('15-second-factor');
    expect(complaints(shown)).toEqual([]);
    await shown.close();
  });

  it('need no JavaScript', async () => {
    const plain = await arrive({ ...DESKTOP, javaScriptEnabled: false });
    await signUp(email(), plain.page);
    expect(complaints(plain)).toEqual([]);
    await plain.close();
  });
});

it('says where pictures of the pages are', () => {
  console.log(`Pictures of the pages are in ${browser.pictures}`);
});
