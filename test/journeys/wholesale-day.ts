import { writeFileSync } from 'node:fs';

// A day like the wholesaler's, but small: most invoices short, one too long for one transaction, a fee, a cancellation.

/** Numbers from 0 to 1, the same for the same seed. (mulberry32, public domain) */
export const randomFrom = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
};

const HEADER = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country';
const SKUS = 130;
/** More SKUs than a transaction has room for. */
const LONG = 120;

/** Writes the day's file. @returns the invoices that become orders */
export const writeDay = (file: string, invoices: number, random: () => number): number => {
  const below = (limit: number) => Math.floor(random() * limit);
  const rows: string[] = [];
  const say = (invoice: string, sku: string, quantity: number, price: number) => {
    const minute = String(rows.length % 60).padStart(2, '0');
    rows.push(
      `${invoice},${sku},THE ${sku},${quantity},2010-12-01 10:${minute}:00,${(price / 100).toFixed(2)},17850,UK`,
    );
  };
  for (let number = 1; number <= invoices; number++) {
    const invoice = String(536_000 + number);
    const lines = number === 1 ? LONG : 1 + below(12);
    for (let line = 0; line < lines; line++) {
      say(invoice, `P${number === 1 ? line : below(SKUS)}`, 1 + below(24), 30 + below(1_000));
    }
    if (random() < 0.2) say(invoice, 'POST', 1, 1_800);
  }
  say('C536900', 'P1', -1, 255);
  writeFileSync(file, `${HEADER}\n${rows.join('\n')}\n`);
  return invoices;
};
