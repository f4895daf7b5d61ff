import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Journal, openJournal } from '../journal.ts';
import { journalAdapter, revokeAccount } from './adapter.ts';

let journal: Journal;
let adapterOf: ReturnType<typeof journalAdapter>;
beforeEach(() => {
  journal = openJournal(join(mkdtempSync(join(tmpdir(), 'adapter-')), 'grants.jsonl'));
  adapterOf = journalAdapter(journal);
});

describe('the adapter', () => {
  it('lets one of two consume a token, though both found it fresh', async () => {
    const tokens = adapterOf('RefreshToken');
    await tokens.upsert('token', { grantId: 'grant' }, 60);
    const found = await Promise.all([tokens.find('token'), tokens.find('token')]);
    const consumed = await Promise.allSettled([tokens.consume('token'), tokens.consume('token')]);

    expect(found.map((token) => token?.consumed)).toEqual([undefined, undefined]);
    expect(consumed.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(await tokens.find('token')).toMatchObject({ consumed: expect.any(Number) });
  });

  it("revokes a grant's tokens of its own kind and nothing else", async () => {
    const [tokens, codes] = [adapterOf('RefreshToken'), adapterOf('AuthorizationCode')];
    await tokens.upsert('ours', { grantId: 'grant' }, 60);
    await tokens.upsert('theirs', { grantId: 'another grant' }, 60);
    await codes.upsert('ours', { grantId: 'grant' }, 60);

    await tokens.revokeByGrantId('grant');

    expect(await tokens.find('ours')).toBeUndefined();
    expect(await tokens.find('theirs')).toBeDefined();
    expect(await codes.find('ours')).toBeDefined();
  });

  it('finds a session by its uid under the id it has now', async () => {
    const sessions = adapterOf('Session');
    await sessions.upsert('old', { uid: 'uid' }, 60);
    await sessions.upsert('new', { uid: 'uid', accountId: 'ada' }, 60);
    await sessions.destroy('old');

    expect(await sessions.findByUid('uid')).toMatchObject({ accountId: 'ada' });
    await sessions.destroy('new');
    expect(await sessions.findByUid('uid')).toBeUndefined();
  });
});

describe('the end of all that an account has', () => {
  it.each([
    ['Session', { uid: 'uid', accountId: 'ada' }],
    ['Grant', { accountId: 'ada' }],
    ['RefreshToken', { grantId: 'grant', accountId: 'ada' }],
    ['AuthorizationCode', { grantId: 'grant', accountId: 'ada' }],
    ['Interaction', { result: { login: { accountId: 'ada' } } }],
  ])('takes a %s, and leaves others theirs', async (model, payload) => {
    const adapter = adapterOf(model);
    await adapter.upsert('hers', payload, 60);
    await adapter.upsert('his', JSON.parse(JSON.stringify(payload).replace('ada', 'bob')), 60);

    revokeAccount(journal, 'ada');

    expect(await adapter.find('hers')).toBeUndefined();
    expect(await adapter.find('his')).toBeDefined();
  });

  it('leaves sign-ins alone that nobody has answered', async () => {
    const interactions = adapterOf('Interaction');
    await interactions.upsert('open', { result: { progress: { step: 'new-password', sub: 'ada' } } }, 60);

    revokeAccount(journal, 'ada');

    expect(await interactions.find('open')).toBeDefined();
  });
});
