import { expect, it } from 'vitest';
import { audit } from './audit.ts';
import { openBackroom } from './backroom.ts';
import { ask, type Reply, systemOf } from './fake-system.ts';

const begun: Reply = { status: 202, body: { id: 'rec_1' } };
const run = (more: object): Reply => ({
  status: 200,
  body: { id: 'rec_1', status: 'finished', checked: { shelves: 2 }, found: 0, discrepancies: [], ...more },
});

it('follows a reconciliation for as long as it gets on', async () => {
  const { seen, find } = await systemOf(
    begun,
    run({ status: 'running', checked: {} }),
    run({ status: 'running' }),
    run({}),
  );

  expect(await audit(await openBackroom(find, ask))).toEqual({ checked: { shelves: 2 }, differences: [] });
  expect(seen.map(({ method, url }) => `${method} ${url}`)).toEqual([
    'POST /v1/reconciliations',
    'GET /v1/reconciliations/rec_1',
    'GET /v1/reconciliations/rec_1',
    'GET /v1/reconciliations/rec_1',
  ]);
});

it('tells what was found, also beyond what is named', async () => {
  const discrepancies = [{ kind: 'stock_differs', says: 'MUG has 2 on its shelf, 3 by its ledger.' }];
  const { find } = await systemOf(begun, run({ found: 3, discrepancies }));

  expect((await audit(await openBackroom(find, ask))).differences).toEqual([
    'reconciliation: stock_differs: MUG has 2 on its shelf, 3 by its ledger.',
    'reconciliation rec_1: found 2 more',
  ]);
});

it('begins another one when one does not finish, and says so when that does not either', async () => {
  const other: Reply = { status: 202, body: { id: 'rec_2' } };
  const running = run({ status: 'running' });
  const { seen, find } = await systemOf(begun, running, running, other, running, running);

  expect((await audit(await openBackroom(find, ask), -1)).differences).toEqual([
    'reconciliation rec_1: has not finished',
  ]);
  expect(seen.map(({ url }) => url).filter((url) => url?.includes('rec_'))).toHaveLength(4);
});
