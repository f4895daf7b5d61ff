import { parseArgs } from 'node:util';
import { type Backroom, NoAnswer, openBackroom } from './backroom.ts';
import { InvalidFile, readInvoices } from './invoices.ts';
import { planOf } from './plan.ts';
import { progress } from './progress.ts';
import { reconcile } from './reconciliation.ts';
import { agrees, statement } from './statement.ts';
import { AnotherCut, carryOut } from './takings.ts';

const USAGE = `Usage: npm run replay -- FILE.csv [FILE.csv …]

Takes days of a wholesaler's invoices through the running system: products, opening stock, an order on account for every
invoice, stock back for every cancellation. Then it holds Backroom's orders, ledgers and daily report against the file.

Running it again places nothing twice, also from a copy of the file and after it was killed. A day may be in several
files if no invoice is in two of them.

  --help   this text
  BACKROOM_HOME   the folder of the running system (.backroom)

Exits 0 when every difference is 0, 1 when not, 2 when a file or the command line cannot be understood.`;

/** The files to replay, or nothing when help was asked for. @throws Error of `parseArgs` */
const filesOf = (words: string[]): string[] | undefined => {
  const { values, positionals } = parseArgs({
    args: words,
    options: { help: { type: 'boolean', short: 'h' } },
    allowPositionals: true,
  });
  if (values.help) return undefined;
  if (positionals.length === 0) throw new Error('Which file?');
  return positionals;
};

const replay = async (file: string, backroom: Backroom): Promise<boolean> => {
  const invoices = await readInvoices(file);
  const plan = planOf(invoices);
  console.error(`\n${file}: ${invoices.lines} lines, ${plan.orders.length} orders`);
  const takings = await carryOut(plan, backroom, progress);
  const result = await reconcile(plan, takings, backroom, progress);
  console.log(statement(file, { invoices, plan, takings, result }));
  const rate = takings.orderSeconds > 0 ? plan.orders.length / takings.orderSeconds : 0;
  console.log(`  ${rate.toFixed(1)} orders/s; ${backroom.repeated()} requests repeated so far`);
  return agrees(invoices, takings, result);
};

const main = async (words: string[]): Promise<number> => {
  let files: string[] | undefined;
  try {
    files = filesOf(words);
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`);
    return 2;
  }
  if (!files) {
    console.log(USAGE);
    return 0;
  }
  try {
    for (const file of files) await readInvoices(file); // a file that cannot be read is said before anything is written
    const backroom = await openBackroom();
    const agreed: boolean[] = [];
    for (const file of files) agreed.push(await replayOrSay(file, backroom));
    return agreed.every(Boolean) ? 0 : 1;
  } catch (error) {
    if (error instanceof NoAnswer) {
      console.error(
        `${error.message}\nWhat was placed stays. Run the same command again: it goes on where this stopped.`,
      );
    } else {
      console.error(error instanceof Error ? error.message : error);
    }
    return error instanceof InvalidFile ? 2 : 1;
  }
};

/** A day that was cut otherwise does not keep the other files from being replayed. */
const replayOrSay = async (file: string, backroom: Backroom): Promise<boolean> => {
  try {
    return await replay(file, backroom);
  } catch (error) {
    if (!(error instanceof AnotherCut)) throw error;
    console.error(`${file}: ${error.message}`);
    return false;
  }
};

process.exitCode = await main(process.argv.slice(2));
