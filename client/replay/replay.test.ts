import { execFile } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'replay-'));
const broken = join(folder, 'broken.csv');
const good = join(folder, 'good.csv');
const HEADER = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country';
writeFileSync(broken, `${HEADER}\n1,MUG,A MUG,one,2010-12-01 08:26:00,2.55,,\n`);
writeFileSync(good, `${HEADER}\n1,MUG,A MUG,1,2010-12-01 08:26:00,2.55,,\n`);

const run = (words: string[]) =>
  new Promise<{ code: number | string; stdout: string; stderr: string }>((resolve) => {
    const env = { ...process.env, BACKROOM_HOME: folder };
    const script = join(import.meta.dirname, 'replay.ts');
    execFile(process.execPath, [script, ...words], { env }, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }),
    );
  });

it('npm run replay -- --help says how it is used', async () => {
  expect(await run(['--help'])).toMatchObject({ code: 0, stdout: expect.stringContaining('Usage: npm run replay') });
});

it.each([
  [[], 'Usage: npm run replay'],
  [['--fast', good], 'Usage: npm run replay'],
  [['--pay', 'cash', good], 'Orders are paid by account or card, not by "cash".'],
  [['no-such.csv'], 'no-such.csv: there is no such file'],
  [[good, broken], `${broken}: line 2: cannot understand Quantity "one"`],
])('npm run replay -- %j is refused before anything is sent', async (words, message) => {
  expect(await run(words)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(message) });
});

it('npm run replay says when nothing runs', async () => {
  expect(await run([good])).toEqual({ code: 1, stdout: '', stderr: 'Backroom is not running (npm start)\n' });
});
