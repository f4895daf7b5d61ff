import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Inbox, startInbox } from './inbox.ts';
import { openMailer } from './mailer.ts';

let inbox: Inbox;
beforeAll(async () => {
  inbox = await startInbox(0);
});
afterAll(() => inbox.stop());

const mails = async () => {
  const { emails } = (await (await fetch(`${inbox.url}/store`)).json()) as { emails: object[] };
  return emails;
};

describe('a mail', () => {
  it('lands in the inbox as it was written', async () => {
    const send = openMailer(inbox.url);
    await send({ to: 'ada@example.com', subject: 'Grüße', text: 'one line\nanother\n' });
    await Promise.all([1, 2].map((n) => send({ to: 'grace@example.com', subject: `${n}`, text: 'x' })));

    expect((await mails()).slice(0, 1)).toMatchObject([
      {
        from: 'Backroom <no-reply@backroom.localhost>',
        destination: { to: ['ada@example.com'] },
        subject: 'Grüße',
        body: { text: 'one line\nanother\n' },
      },
    ]);
    expect(await mails()).toHaveLength(3);
  });
});

describe('the inbox', () => {
  it('is a page', async () => {
    const response = await fetch(inbox.url);

    expect(response.headers.get('content-type')).toContain('text/html');
  });

  it('does not start on a port that is taken', async () => {
    await expect(startInbox(Number(new URL(inbox.url).port))).rejects.toThrow('EADDRINUSE');
  });
});
