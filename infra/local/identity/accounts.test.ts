import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browser } from '../../../client/sign-in.ts';
import { CALLBACK, openPool, PASSWORD, type Pool } from './harness.ts';

const OTHER_PASSWORD = 'Battery staple 2?';

let pool: Pool;
beforeAll(async () => {
  pool = await openPool(browser);
});
afterAll(() => pool.identity.stop());

type Visitor = Awaited<ReturnType<Pool['visitor']>>;
type Visit = Awaited<ReturnType<Visitor['visit']>>;

let unique = 0;
const fresh = (name: string) => `${name}-${++unique}@example.com`;
const wrongFor = (code: string) => (code === '000000' ? '000001' : '000000');
const textOf = ({ page }: Visit, email: string) =>
  page?.text.replaceAll(email, '…').replaceAll(/login\/[\w-]+/g, 'login');
const titleOf = ({ page }: Visit) => /<h1>(.*)<\/h1>/.exec(page?.text ?? '')?.[1];
const alertOf = ({ page }: Visit) => /role="alert"[^>]*>([^<]*)/.exec(page?.text ?? '')?.[1];

/** Somebody who has an account, and the browser in which they made it. */
const member = async (name: string) => {
  const email = fresh(name);
  const visitor = await pool.visitor();
  await visitor.signUp(email);
  const returned = await visitor.post('verification', { code: pool.codeFor(email) });
  return { email, visitor, tokens: await visitor.tokens(returned.url) };
};

describe('signing up', () => {
  it('ends at the client, signed in, once the address is proved', async () => {
    const { email, tokens } = await member('ada');

    expect(tokens.claims()).toMatchObject({ email, email_verified: true, token_use: 'id' });
  });

  it('in spaces and capitals is the same', async () => {
    const email = fresh('Capital');
    const visitor = await pool.visitor();
    await visitor.signUp(` ${email} `);
    const code = pool.codeFor(email.toLowerCase());

    const returned = await visitor.post('verification', { code: ` ${code.slice(0, 3)} ${code.slice(3)} ` });

    expect(returned.page).toBeUndefined();
  });

  it.each([
    ['no address', 'ada', PASSWORD, 'This is not an e-mail address.'],
    ['an address with a line end', 'ada@example.com\nBcc: x', PASSWORD, 'This is not an e-mail address.'],
    ['a short password', 'short@example.com', 'Aa1!', 'The password needs at least 12 characters.'],
    [
      'a plain password',
      'plain@example.com',
      'aaaaaaaaaaaaa',
      'The password needs an upper-case letter, a digit and a symbol.',
    ],
    ['a loud password', 'loud@example.com', 'AAAAAAAAAAAA1!', 'The password needs a lower-case letter.'],
    ['an endless password', 'endless@example.com', `${PASSWORD}${'x'.repeat(256)}`, /no more than 256/],
  ])('with %s says what is wrong, and writes to nobody', async (_, email, password, says) => {
    const mails = pool.mails.length;
    const answer = await (await pool.visitor()).signUp(email, password);

    expect(answer.page?.status).toBe(422);
    expect(alertOf(answer)).toMatch(says);
    expect(pool.mails).toHaveLength(mails);
  });

  it('with an address that is taken looks the same; its owner is told by mail', async () => {
    const { email } = await member('taken');
    const free = fresh('free');
    const [guest, other] = [await pool.visitor(), await pool.visitor()];

    const answer = await guest.signUp(email, OTHER_PASSWORD);

    expect(textOf(answer, email)).toBe(textOf(await other.signUp(free), free));
    expect(pool.mails.findLast(({ to }) => to === email)?.subject).toBe('You already have an account');
    const wrong = [
      await guest.post('verification', { code: '123456' }),
      await other.post('verification', { code: wrongFor(pool.codeFor(free)) }),
    ];
    expect(wrong.map(({ page }) => page?.status)).toEqual([422, 422]);
    expect(alertOf(wrong[0] as Visit)).toBe(alertOf(wrong[1] as Visit));
    expect((await (await pool.visitor()).signIn(email, OTHER_PASSWORD)).page?.status).toBe(422);
    expect((await (await pool.visitor()).signIn(email)).page).toBeUndefined();
  });

  it('again with an address that nobody proved leaves the first one nothing', async () => {
    const email = fresh('contested');
    const [thief, owner] = [await pool.visitor(), await pool.visitor()];
    await owner.signUp(email, OTHER_PASSWORD);
    const first = pool.codeFor(email);
    await thief.signUp(email);
    const second = pool.codeFor(email);

    // The owner has both mails. Neither makes the thief's password theirs.
    for (const code of [first, second]) {
      expect((await owner.post('verification', { code })).page?.status).toBe(422);
    }
    await owner.signUp(email, OTHER_PASSWORD);
    expect((await owner.post('verification', { code: pool.codeFor(email) })).page).toBeUndefined();
    expect((await thief.post('verification', { code: second })).page?.status).toBe(422);
    expect((await thief.signIn(email)).page?.status).toBe(422);
  });
});

describe('somebody who has not proved the address', () => {
  const unproved = async (name: string) => {
    const email = fresh(name);
    await (await pool.visitor()).signUp(email);
    return email;
  };

  it('is led to do so by the right password, with a new code', async () => {
    const email = await unproved('later');
    const visitor = await pool.visitor();
    const page = await visitor.signIn(email);

    expect(titleOf(page)).toBe('Check your e-mail');
    expect((await visitor.post('verification', { code: pool.codeFor(email) })).page).toBeUndefined();
  });

  it('looks like nobody to who does not know the password', async () => {
    const email = await unproved('hidden');
    const nobody = fresh('nobody');
    const answers = [
      await (await pool.visitor()).signIn(email, OTHER_PASSWORD),
      await (await pool.visitor()).signIn(nobody, OTHER_PASSWORD),
    ] as const;

    expect(textOf(answers[0], email)).toBe(textOf(answers[1], nobody));
    expect(titleOf(answers[0])).toBe('Sign in');
  });

  it('cannot have the password reset', async () => {
    const email = await unproved('no-reset');
    const mails = pool.mails.length;
    await (await pool.visitor()).post('forgotten-password', { email });

    expect(pool.mails).toHaveLength(mails);
  });

  it('gets another code, which voids the one before', async () => {
    const email = fresh('resend');
    const visitor = await pool.visitor();
    await visitor.signUp(email);
    const first = pool.codeFor(email);

    const resent = await visitor.post('verification', { action: 'resend' });

    expect(resent.page?.text).toContain('Another code is on its way');
    const second = pool.codeFor(email);
    if (first !== second) expect((await visitor.post('verification', { code: first })).page?.status).toBe(422);
    expect((await visitor.post('verification', { code: second })).page).toBeUndefined();
  });

  it('gets no more than five mails an hour, whoever asks', async () => {
    const email = fresh('flooded');
    const visitor = await pool.visitor();
    await visitor.signUp(email);
    for (let n = 0; n < 4; n += 1) await visitor.post('verification', { action: 'resend' });
    const mails = pool.mails.length;

    const refused = await visitor.post('verification', { action: 'resend' });
    const again = await (await pool.visitor()).signUp(email);

    expect(alertOf(refused)).toContain('wait an hour');
    expect(alertOf(again)).toContain('wait an hour');
    expect(pool.mails).toHaveLength(mails);
    expect((await visitor.post('verification', { code: pool.codeFor(email) })).page).toBeUndefined();
  });

  it('has five tries of a code', async () => {
    const email = fresh('guesser');
    const visitor = await pool.visitor();
    await visitor.signUp(email);
    const code = pool.codeFor(email);
    for (let n = 0; n < 5; n += 1) await visitor.post('verification', { code: wrongFor(code) });

    expect((await visitor.post('verification', { code })).page?.status).toBe(422);
  });

  it('carries on after the issuer was restarted', async () => {
    const email = fresh('patient');
    const visitor = await pool.visitor();
    await visitor.signUp(email);

    await pool.restart();

    expect((await visitor.post('verification', { code: pool.codeFor(email) })).page).toBeUndefined();
  });
});

describe('a forgotten password', () => {
  it('is replaced with a code from the mailbox; sessions and refresh tokens of before are void', async () => {
    const { email, visitor: before, tokens } = await member('forgetful');
    const visitor = await pool.visitor();
    await visitor.post('forgotten-password', { email });
    const code = pool.codeFor(email);

    const changed = await visitor.post('new-password', { code, password: OTHER_PASSWORD });

    expect(titleOf(changed)).toBe('Sign in');
    expect(changed.page?.text).toContain('Your password is changed');
    await expect(pool.refresh(tokens.refresh_token)).rejects.toMatchObject({ error: 'invalid_grant' });
    expect(titleOf(await before.begin())).toBe('Sign in');
    expect((await visitor.signIn(email)).page?.status).toBe(422);
    expect((await visitor.signIn(email, OTHER_PASSWORD)).page).toBeUndefined();
  });

  it('takes a code once, and keeps it while the password is too weak', async () => {
    const { email } = await member('weak');
    const visitor = await pool.visitor();
    await visitor.post('forgotten-password', { email });
    const code = pool.codeFor(email);

    const weak = await visitor.post('new-password', { code, password: 'weak' });
    expect(alertOf(weak)).toContain('at least 12 characters');
    expect(weak.page?.text).toContain(`value="${code}"`);
    await visitor.post('new-password', { code, password: OTHER_PASSWORD });

    const again = await pool.visitor();
    await again.post('forgotten-password', { email: fresh('nobody') });
    expect((await again.post('new-password', { code, password: PASSWORD })).page?.status).toBe(422);
    expect((await visitor.signIn(email, OTHER_PASSWORD)).page).toBeUndefined();
  });

  it('of an unknown address looks the same, and is written to nobody', async () => {
    const { email } = await member('known');
    const nobody = fresh('nobody');
    const visitors = [await pool.visitor(), await pool.visitor()] as const;
    const mails = pool.mails.length;

    const unknown = await visitors[0].post('forgotten-password', { email: nobody });
    expect(pool.mails).toHaveLength(mails);
    const known = await visitors[1].post('forgotten-password', { email });

    expect(textOf(unknown, nobody)).toBe(textOf(known, email));
    const form = { code: wrongFor(pool.codeFor(email)), password: OTHER_PASSWORD };
    const refused = [
      await visitors[0].post('new-password', form),
      await visitors[1].post('new-password', form),
    ] as const;
    expect(textOf(refused[0], nobody)).toBe(textOf(refused[1], email));
  });

  it('ends the session in which it was set, and the sign-in that began in it', async () => {
    const { email, visitor } = await member('signed-in');
    const { url } = await visitor.begin({ prompt: 'login' });
    const step = (name: string, form: Record<string, string>) =>
      visitor.visit(new URL(`${url.pathname}/${name}`, url), form);
    await step('forgotten-password', { email });

    const over = await step('new-password', { code: pool.codeFor(email), password: OTHER_PASSWORD });

    expect(titleOf(over)).toBe('This sign-in has expired');
    expect((await (await pool.visitor()).signIn(email, OTHER_PASSWORD)).page).toBeUndefined();
  });

  it('opens a locked account to its owner', async () => {
    const { email } = await member('locked');
    const visitor = await pool.visitor();
    await Promise.all(Array.from({ length: 10 }, () => visitor.signIn(email, OTHER_PASSWORD)));
    expect((await visitor.signIn(email)).page?.status).toBe(422);

    await visitor.post('forgotten-password', { email });
    await visitor.post('new-password', { code: pool.codeFor(email), password: OTHER_PASSWORD });

    expect((await visitor.signIn(email, OTHER_PASSWORD)).page).toBeUndefined();
  });
});

describe('a second factor', () => {
  const account = () => new URL(`${pool.identity.issuer}/account`);
  const codeOf = (secret: string, aheadMilliseconds = 0) =>
    TOTP.generate({ secret: Secret.fromBase32(secret), timestamp: Date.now() + aheadMilliseconds });
  const secretOn = ({ page }: Visit) => /secret=([A-Z2-7]+)/.exec(page?.text ?? '')?.[1] ?? '';

  /** A member whose device is one step ahead from here on, since the code of this step is used up. */
  const enrolled = async (name: string) => {
    const { email, visitor } = await member(name);
    const secret = secretOn(await visitor.visit(account(), { action: 'begin' }));
    const on = await visitor.visit(account(), { action: 'activate', code: codeOf(secret) });
    return { email, visitor, secret, on };
  };

  it('is asked for at every sign-in once its first code has proved it', async () => {
    const { email, secret, on } = await enrolled('careful');
    expect(on.page?.text).toContain('The second factor is on.');
    const visitor = await pool.visitor();

    expect(titleOf(await visitor.signIn(email))).toBe('One more step');
    const returned = await visitor.post('second-factor', { code: codeOf(secret, 30_000) });

    expect((await visitor.tokens(returned.url)).claims()).toMatchObject({ email });
  });

  it('takes each code once, and no older one', async () => {
    const { email, secret } = await enrolled('replayed');
    const [next, used] = [codeOf(secret, 30_000), codeOf(secret)];
    const [visitor, spy] = [await pool.visitor(), await pool.visitor()];
    await visitor.signIn(email);
    await visitor.post('second-factor', { code: next });
    await spy.signIn(email);

    for (const code of [next, used]) {
      expect((await spy.post('second-factor', { code })).page?.status).toBe(422);
    }
  });

  it('is not set up by a wrong code', async () => {
    const { email, visitor } = await member('clumsy');
    await visitor.visit(account(), { action: 'begin' });

    const refused = await visitor.visit(account(), { action: 'activate', code: 'abcdef' });

    expect(refused.page?.status).toBe(422);
    expect((await (await pool.visitor()).signIn(email)).page).toBeUndefined();
  });

  it('is turned off with a code alone', async () => {
    const { email, visitor, secret } = await enrolled('tired');
    expect((await visitor.visit(account(), { action: 'drop', code: 'abcdef' })).page?.status).toBe(422);

    const off = await visitor.visit(account(), { action: 'drop', code: codeOf(secret, 30_000) });

    expect(off.page?.text).toContain('The second factor is off.');
    expect((await (await pool.visitor()).signIn(email)).page).toBeUndefined();
  });

  it('is not passed by a new password, and not reached without the old one', async () => {
    const { email, secret } = await enrolled('thorough');
    const [owner, thief] = [await pool.visitor(), await pool.visitor()];
    await thief.signIn(email);
    await owner.post('forgotten-password', { email });
    await owner.post('new-password', { code: pool.codeFor(email), password: OTHER_PASSWORD });

    expect(titleOf(await owner.signIn(email, OTHER_PASSWORD))).toBe('One more step');
    const late = await thief.post('second-factor', { code: codeOf(secret, 30_000) });
    expect(titleOf(late)).toBe('Sign in');
    expect((await (await pool.visitor()).post('second-factor', { code: '123456' })).url.pathname).not.toContain(
      'second',
    );
  });

  it('is nothing to somebody who is not signed in', async () => {
    const { visit } = await pool.visitor();

    expect((await visit(account())).page?.status).toBe(401);
    expect((await visit(account(), { action: 'begin' })).page?.status).toBe(401);
  });
});

describe('signing out', () => {
  const logout = (parameters: Record<string, string>) =>
    new URL(`${pool.identity.issuer}/logout?${new URLSearchParams(parameters)}`);

  it('ends the session and goes back to the client; tokens stay good', async () => {
    const { visitor, tokens } = await member('leaver');
    expect((await visitor.begin()).page).toBeUndefined();

    const { url } = await visitor.visit(logout({ client_id: 'storefront', logout_uri: CALLBACK }));

    expect(url.href).toBe(CALLBACK);
    expect(titleOf(await visitor.begin())).toBe('Sign in');
    expect((await pool.refresh(tokens.refresh_token)).access_token).toBeTruthy();
  });

  it.each([
    ['another client', { client_id: 'other', logout_uri: CALLBACK }],
    ['an address that is not its own', { client_id: 'storefront', logout_uri: 'http://localhost:3000/else' }],
    ['a prefix of one', { client_id: 'storefront', logout_uri: `${CALLBACK}@evil.example` }],
    ['no address', { client_id: 'storefront' }],
  ])('for %s does nothing', async (_, parameters) => {
    const { visitor } = await member('stayer');

    expect((await visitor.visit(logout(parameters as Record<string, string>))).page?.status).toBe(400);
    expect((await visitor.begin()).page).toBeUndefined();
  });
});

describe('the pages', () => {
  const EVIL = '"><script>alert(1)</script>@example.com';

  it.each(['sign-up', 'forgotten-password'])('escape what was typed: %s', async (step) => {
    const { page } = await (await pool.visitor()).post(step, { email: EVIL, password: EVIL, code: EVIL });

    expect(page?.status).toBe(422);
    expect(page?.text).toContain('&lt;script&gt;');
    expect(page?.text).not.toContain('<script');
  });

  it.each(['verification', 'second-factor', 'new-password'])('lead back who comes to %s too early', async (step) => {
    const visitor = await pool.visitor();
    const { url } = await visitor.begin();

    const early = await visitor.visit(new URL(`${url.pathname}/${step}`, url));

    expect(['Sign in', 'Forgotten your password?']).toContain(titleOf(early));
  });

  it('take no form that a page of somebody else sent, though the browser is signed in', async () => {
    const { email } = await member('forged');
    const headers = { origin: 'null', 'sec-fetch-site': 'same-origin' };
    const { visit, signIn, begin } = await pool.visitor(headers);
    expect((await signIn(email)).page).toBeUndefined();
    const account = new URL(`${pool.identity.issuer}/account`);
    expect((await visit(account, { action: 'begin' })).page?.status).toBe(200);

    Object.assign(headers, { origin: 'http://localhost:3000', 'sec-fetch-site': 'same-site' });

    expect((await visit(account, { action: 'begin' })).page?.status).toBe(400);
    const { url } = await begin({ prompt: 'login' });
    expect((await visit(url, { email, password: PASSWORD })).page?.status).toBe(400);
  });

  it('know no other step', async () => {
    const visitor = await pool.visitor();
    const { url } = await visitor.begin();

    for (const step of ['else', 'constructor', '__proto__', 'sign-up/more']) {
      expect((await visitor.visit(new URL(`${url.pathname}/${step}`, url))).page?.status).toBeGreaterThanOrEqual(400);
    }
  });
});

it('a network address that guesses a hundred times is refused, whatever it knows', async () => {
  const own = await openPool(browser);
  const { password } = await own.identity.createUser({ email: 'ada@example.com', groups: [] });
  const visitor = await own.visitor();
  await visitor.signUp('grace@example.com');
  for (let n = 0; n < 100; n += 1) await visitor.post('verification', { code: 'wrong' });

  expect((await visitor.signIn('ada@example.com', password)).page?.status).toBe(422);
  await own.identity.stop();
});
