import { parseArgs } from 'node:util';
import type { Payment } from './api.ts';
import { openBackroom } from './backroom.ts';
import { InvalidFile, readInvoices } from './invoices.ts';
import { NoAnswer } from './patience.ts';
import { PlacedOtherwise } from './placed.ts';
import { planOf } from './plan.ts';
import { progress } from './progress.ts';
import { openProvider } from './provider.ts';
import { reconcile } from './reconciliation.ts';
import { agrees, statement } from './statement.ts';
import { carryOut, type Parties } from './takings.ts';

const USAGE = `Usage: npm run replay -- [--pay account|card] FILE.csv [FILE.csv …]

Takes days of a wholesaler's invoices through the running system: products, opening stock, an order for every invoice,
stock back for every cancellation. Then it holds Backroom's orders, ledgers and daily report against the file.

By card every order is also paid at the provider, as a shopper would. Then the provider's ledger is held against the
file too, and Backroom has to find nothing to complain of in its own reconciliation.

Running it again places nothing and pays nothing twice, also from a copy of the file and after it or the system was
killed. A day may be in several files if no invoice is in two of them. An invoice is replayed in one way of paying only.

  --pay    account (the default) or card
  --help   this text
  BACKROOM_HOME   the folder of the running system (.backroom)

Exits 0 when every difference is 0 and nothing was refused, 1 when not or when the system cannot be reached, 2 when a
file or the command line cannot be understood.`;

const PAYMENTS: Record<string, Payment> = { account: 'on_account', card: 'card' };

type Wanted = { files: string[]; payment: Payment };

/** What to replay, or nothing when help was asked for. @throws Error of `parseArgs`, or with a sentence */
const wantedBy = (words: string[]): Wanted | undefined => {
  const { values, positionals } = parseArgs({
    args: words,
    options: { help: { type: 'boolean', short: 'h' }, pay: { type: 'string', default: 'account' } },
    allowPositionals: true,
  });
  if (values.help) return undefined;
  if (positionals.length === 0) throw new Error('Which file?');
  const payment = PAYMENTS[values.pay];
  if (!payment) throw new Error(`Orders are paid by account or card, not by "${values.pay}".`);
  return { files: positionals, payment };
};

const replay = async (file: string, payment: Payment, parties: Parties): Promise<boolean> => {
  const invoices = await readInvoices(file);
  const plan = planOf(invoices, payment);
  console.error(`\n${file}: ${invoices.lines} lines, ${plan.orders.length} orders`);
  const takings = await carryOut(plan, parties, progress);
  const result = await reconcile(plan, takings, parties, progress);
  console.log(statement(file, { invoices, plan, takings, result }));
  const rate = takings.orderSeconds > 0 ? plan.orders.length / takings.orderSeconds : 0;
  const repeated = parties.backroom.repeated() + parties.provider.repeated();
  console.log(`  ${rate.toFixed(1)} orders/s; ${repeated} requests repeated so far`);
  return agrees(invoices, takings, result);
};

const main = async (words: string[]): Promise<number> => {
  let wanted: Wanted | undefined;
  try {
    wanted = wantedBy(words);
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`);
    return 2;
  }
  if (!wanted) {
    console.log(USAGE);
    return 0;
  }
  const { files, payment } = wanted;
  try {
    for (const file of files) await readInvoices(file); // a file that cannot be read is said before anything is written
    const parties = { backroom: await openBackroom(), provider: await openProvider() };
    const agreed: boolean[] = [];
    for (const file of files) agreed.push(await replayOrSay(file, payment, parties));
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

/** A day that was placed otherwise does not keep the other files from being replayed. */
const replayOrSay = async (file: string, payment: Payment, parties: Parties): Promise<boolean> => {
  try {
    return await replay(file, payment, parties);
  } catch (error) {
    if (!(error instanceof PlacedOtherwise)) throw error;
    console.error(`${file}: ${error.message}`);
    return false;
  }
};

process.exitCode = await main(process.argv.slice(2));
