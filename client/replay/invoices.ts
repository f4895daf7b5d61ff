import { createReadStream } from 'node:fs';
import { CsvError, parse } from 'csv-parse';
import * as v from 'valibot';
import { Sku, Time } from '../../shared/values.ts';

// What the wholesaler's file says, line by line. Every line is a sale, a return, or left out for a reason that is counted.

/** Codes of postage, charges, discounts and samples: sold like anything else, but never on a shelf. */
const FEES = new Set(['POST', 'DOT', 'M', 'm', 'D', 'C2', 'S', 'BANK CHARGES', 'AMAZONFEE', 'CRUK', 'PADS', 'B']);

const COLUMNS = ['InvoiceNo', 'StockCode', 'Description', 'Quantity', 'InvoiceDate', 'UnitPrice'] as const;
type Column = (typeof COLUMNS)[number];

export const REASONS = [
  'quantity not above 0 on an invoice',
  'no description',
  'price not above 0',
  'price rounds to 0',
  'adjustment (A…)',
  'neither an invoice nor a cancellation',
  'cancellation of a fee',
  'cancellation that gives nothing back',
  'code that cannot be a SKU',
] as const;
type Reason = (typeof REASONS)[number];

export type Line = {
  invoice: string;
  /** Which of its invoice's lines it is, from 1, those left out counted: stays the same however the file is cut. */
  position: number;
  sku: Sku;
  name: string;
  stocked: boolean;
  /** Units, above 0, also of a return. */
  quantity: number;
  /** Pence. */
  price: number;
  at: string;
};

export type Invoices = {
  lines: number;
  invoices: number;
  sales: Line[];
  returns: Line[];
  leftOut: Map<Reason, number>;
};

/** A file that is not what it should be. The message names file and line. */
export class InvalidFile extends Error {}

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/;

/**
 * Pence of a price in pounds, half a penny up (away from 0 below it). Digits only: 1.005 has no exact binary float.
 * @returns undefined when it is no decimal number
 */
export const pence = (price: string): number | undefined => {
  const [, sign, pounds, decimals = ''] = DECIMAL.exec(price) ?? [];
  if (pounds === undefined) return undefined;
  const up = decimals.charAt(2) >= '5' ? 1 : 0;
  const amount = Number(pounds) * 100 + Number(decimals.slice(0, 2).padEnd(2, '0')) + up;
  return sign ? -amount : amount;
};

/** A description as a product's name: one line of at most 120 characters; the code where nothing is said. */
export const nameOf = (description: string, code: string): string =>
  description
    .replaceAll(/\p{Cc}/gu, ' ')
    .trim()
    .slice(0, 120)
    .trim()
    .toWellFormed() || code;

type Row = Record<Column, string>;

/** @throws Error that says which value is wrong */
const read = (row: Row, position: number): Omit<Line, 'sku'> & { sku: string; exact: string } => {
  const whole = /^-?\d+(?=(\.0+)?$)/.exec(row.Quantity)?.[0];
  const quantity = Number(whole);
  if (whole === undefined || !Number.isSafeInteger(quantity)) throw new Error(`Quantity ${quote(row.Quantity)}`);
  const price = pence(row.UnitPrice);
  if (price === undefined || !Number.isSafeInteger(price)) throw new Error(`UnitPrice ${quote(row.UnitPrice)}`);
  const at = v.safeParse(Time, `${row.InvoiceDate.replace(' ', 'T')}Z`);
  if (!at.success) throw new Error(`InvoiceDate ${quote(row.InvoiceDate)}`);
  if (row.InvoiceNo === '') throw new Error('InvoiceNo, which is empty');
  return {
    invoice: row.InvoiceNo,
    position,
    sku: row.StockCode.replaceAll(' ', '-'),
    name: nameOf(row.Description, row.StockCode),
    stocked: !FEES.has(row.StockCode),
    quantity,
    price,
    at: at.output,
    exact: row.UnitPrice,
  };
};

const quote = (value: string) => JSON.stringify(value);

type Classified = { sale: Line } | { return: Line } | { leftOut: Reason };

/**
 * What becomes of one line.
 * @param position which of its invoice's lines it is
 * @throws Error that says which value is wrong
 */
export const classify = (row: Row, position: number): Classified => {
  const { exact, ...line } = read(row, position);
  const sku = v.safeParse(Sku, line.sku);
  if (/^C\d+$/.test(line.invoice)) {
    if (!line.stocked) return { leftOut: 'cancellation of a fee' };
    if (line.quantity >= 0) return { leftOut: 'cancellation that gives nothing back' };
    if (!sku.success) return { leftOut: 'code that cannot be a SKU' };
    return { return: { ...line, sku: sku.output, quantity: -line.quantity, price: Math.max(0, line.price) } };
  }
  if (/^A\d+$/.test(line.invoice)) return { leftOut: 'adjustment (A…)' };
  if (!/^\d+$/.test(line.invoice)) return { leftOut: 'neither an invoice nor a cancellation' };
  if (line.quantity <= 0) return { leftOut: 'quantity not above 0 on an invoice' };
  if (row.Description.trim() === '') return { leftOut: 'no description' };
  if (line.price < 0 || !/[1-9]/.test(exact)) return { leftOut: 'price not above 0' };
  if (line.price === 0) return { leftOut: exact.startsWith('-') ? 'price not above 0' : 'price rounds to 0' };
  if (!sku.success) return { leftOut: 'code that cannot be a SKU' };
  return { sale: { ...line, sku: sku.output } };
};

const checkedColumns = (header: string[]): string[] => {
  const missing = COLUMNS.filter((column) => !header.includes(column));
  if (missing.length > 0) throw new InvalidFile(`the first line lacks ${missing.join(', ')}`);
  return header;
};

/**
 * Reads a file of invoices line by line.
 * @throws InvalidFile
 */
export const readInvoices = async (file: string): Promise<Invoices> => {
  const result: Invoices = { lines: 0, invoices: 0, sales: [], returns: [], leftOut: new Map() };
  const positions = new Map<string, number>();
  const parser = parse({ bom: true, columns: checkedColumns, info: true, skip_empty_lines: true });
  const source = createReadStream(file).on('error', (error) => parser.destroy(error));
  source.pipe(parser);
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: Row; info: { lines: number } }>) {
      const position = (positions.get(record.InvoiceNo) ?? 0) + 1;
      positions.set(record.InvoiceNo, position);
      result.lines++;
      add(result, classifyAt(record, position, info.lines));
    }
  } catch (error) {
    throw new InvalidFile(`${file}: ${inWords(error)}`, { cause: error });
  } finally {
    source.destroy();
  }
  if (result.lines === 0) throw new InvalidFile(`${file}: holds no line of an invoice`);
  return { ...result, invoices: positions.size };
};

const classifyAt = (row: Row, position: number, line: number): Classified => {
  try {
    return classify(row, position);
  } catch (error) {
    throw new InvalidFile(`line ${line}: cannot understand ${(error as Error).message}`);
  }
};

const add = ({ sales, returns, leftOut }: Invoices, line: Classified): void => {
  if ('sale' in line) sales.push(line.sale);
  else if ('return' in line) returns.push(line.return);
  else leftOut.set(line.leftOut, (leftOut.get(line.leftOut) ?? 0) + 1);
};

const inWords = (error: unknown): string => {
  if (error instanceof CsvError && error.code === 'CSV_RECORD_INCONSISTENT_COLUMNS') {
    return `line ${error.lines}: has ${(error.record as string[]).length} columns; the first line names another number`;
  }
  if (error instanceof CsvError) return error.message;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'is a folder, not a file';
  return message;
};
