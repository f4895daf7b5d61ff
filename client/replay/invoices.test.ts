import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { classify, InvalidFile, nameOf, pence, readInvoices } from './invoices.ts';
import { planOf } from './plan.ts';
import { unaccounted } from './statement.ts';

const HEADER = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country';

const fileOf = (...lines: string[]): string => {
  const file = join(mkdtempSync(join(tmpdir(), 'replay-')), 'day.csv');
  writeFileSync(file, `${[HEADER, ...lines].join('\n')}\n`);
  return file;
};

const row = (changes: Partial<Parameters<typeof classify>[0]> = {}) => ({
  InvoiceNo: '536365',
  StockCode: '85123A',
  Description: 'WHITE HANGING HEART',
  Quantity: '6',
  InvoiceDate: '2010-12-01 08:26:00',
  UnitPrice: '2.55',
  ...changes,
});

describe('a price', () => {
  it.each([
    ['2.55', 255],
    ['27.5', 2750],
    ['3', 300],
    ['0.005', 1],
    ['0.0049999999', 0],
    ['1.005', 101],
    ['1.115', 112],
    ['8.125', 813],
    ['4.161', 416],
    ['0.001', 0],
    ['13541.33', 1_354_133],
    ['-11062.06', -1_106_206],
    ['0.0', 0],
    ['1e3', undefined],
    ['', undefined],
    ['.5', undefined],
    ['2,55', undefined],
  ])('%s is %s pence', (price, expected) => {
    expect(pence(price)).toBe(expected);
  });
});

describe('a name', () => {
  it.each([
    ['  PORCELAIN ROSE LARGE ', 'PORCELAIN ROSE LARGE'],
    ['?', '?'],
    ['HOOK, 1 HANGER ,"MAGIC"', 'HOOK, 1 HANGER ,"MAGIC"'],
    ['TWO\nLINES\u0000', 'TWO LINES'],
    ['', '85123A'],
    ['X'.repeat(130), 'X'.repeat(120)],
    [`${'X'.repeat(119)}\u{1F381}`, `${'X'.repeat(119)}\uFFFD`],
  ])('of %j is %j', (description, expected) => {
    expect(nameOf(description, '85123A')).toBe(expected);
  });
});

describe('a line', () => {
  it('of an invoice is sold', () => {
    expect(classify(row(), 3)).toEqual({
      sale: {
        invoice: '536365',
        position: 3,
        sku: '85123A',
        name: 'WHITE HANGING HEART',
        stocked: true,
        quantity: 6,
        price: 255,
        at: '2010-12-01T08:26:00Z',
      },
    });
  });

  it('of a cancellation gives its units back', () => {
    const cancelled = row({ InvoiceNo: 'C536379', Quantity: '-12' });

    expect(classify(cancelled, 2)).toMatchObject({ return: { invoice: 'C536379', position: 2, quantity: 12 } });
  });

  it.each(['POST', 'DOT', 'M', 'm', 'D', 'C2', 'S', 'AMAZONFEE', 'CRUK', 'PADS', 'B'])(
    'of %s is a fee',
    (StockCode) => {
      expect(classify(row({ StockCode }), 1)).toMatchObject({ sale: { sku: StockCode, stocked: false } });
    },
  );

  it.each([
    ['BANK CHARGES', 'BANK-CHARGES', false],
    ['15056BL', '15056BL', true],
    ['15056bl', '15056bl', true],
    ['gift_0001_20', 'gift_0001_20', true],
    ['DCGS0003', 'DCGS0003', true],
    ['post', 'post', true],
    ['s', 's', true],
  ])('of %s is SKU %s, stocked: %s', (StockCode, sku, stocked) => {
    expect(classify(row({ StockCode }), 1)).toMatchObject({ sale: { sku, stocked } });
  });

  it.each([
    [{ Quantity: '-1' }, 'quantity not above 0 on an invoice'],
    [{ Quantity: '0' }, 'quantity not above 0 on an invoice'],
    [{ Quantity: '-40', Description: '', UnitPrice: '0.0' }, 'quantity not above 0 on an invoice'],
    [{ Description: ' ', UnitPrice: '0.0' }, 'no description'],
    [{ UnitPrice: '0.0' }, 'price not above 0'],
    [{ UnitPrice: '-0.001' }, 'price not above 0'],
    [{ UnitPrice: '0.001', StockCode: 'PADS' }, 'price rounds to 0'],
    [{ StockCode: '£5' }, 'code that cannot be a SKU'],
    [{ InvoiceNo: 'A563185', StockCode: 'B' }, 'adjustment (A…)'],
    [{ InvoiceNo: 'X1' }, 'neither an invoice nor a cancellation'],
    [{ InvoiceNo: 'C536379', StockCode: 'D', Quantity: '-1' }, 'cancellation of a fee'],
    [{ InvoiceNo: 'C536379' }, 'cancellation that gives nothing back'],
  ] as const)('with %j is left out: %s', (changes, leftOut) => {
    expect(classify(row(changes), 1)).toEqual({ leftOut });
  });
});

describe('a file', () => {
  it('puts every line into one bucket', async () => {
    const file = fileOf(
      '1,A,"A ""big"", red thing",2,2010-12-01 08:00:00,1.5,17850.0,United Kingdom',
      '1,A,,1,2010-12-01 08:00:00,0.0,,United Kingdom',
      '1,POST,POSTAGE,1,2010-12-01 08:00:00,18,,France',
      '',
      'C2,A,A,-1,2010-12-01 09:00:00,1.5,,France',
    );

    const invoices = await readInvoices(file);

    expect(invoices).toMatchObject({ lines: 4, invoices: 2, leftOut: new Map([['no description', 1]]) });
    expect(invoices.sales.map(({ name, position }) => [name, position])).toEqual([
      ['A "big", red thing', 1],
      ['POSTAGE', 3],
    ]);
    expect(unaccounted(invoices)).toBe(0);
  });

  it.each([
    ['1,A,A,two,2010-12-01 08:00:00,1.5,,', 'line 3: cannot understand Quantity "two"'],
    ['1,A,A,2,2010-12-01 08:00:00,cheap,,', 'line 3: cannot understand UnitPrice "cheap"'],
    ['1,A,A,2,2010-02-30 08:00:00,1.5,,', 'line 3: cannot understand InvoiceDate "2010-02-30 08:00:00"'],
    [',A,A,2,2010-12-01 08:00:00,1.5,,', 'line 3: cannot understand InvoiceNo, which is empty'],
    ['1,A,A,2', 'line 3: has 4 columns'],
    ['1,A,"A,2,2010-12-01 08:00:00,1.5,,', 'line 3'],
  ])('with %j says where it is wrong', async (line, message) => {
    const file = fileOf('1,A,A,2,2010-12-01 08:00:00,1.5,,', line);

    const reading = readInvoices(file);

    await expect(reading).rejects.toThrow(InvalidFile);
    await expect(reading).rejects.toThrow(`${file}: `);
    await expect(reading).rejects.toThrow(message);
  });

  it('that is not there, or holds nothing, or something else is refused', async () => {
    const other = join(mkdtempSync(join(tmpdir(), 'replay-')), 'other.csv');
    writeFileSync(other, 'a,b\n1,2\n');

    await expect(readInvoices('/no/such.csv')).rejects.toThrow('/no/such.csv: there is no such file');
    await expect(readInvoices(tmpdir())).rejects.toThrow('is a folder, not a file');
    await expect(readInvoices(fileOf())).rejects.toThrow('holds no line');
    await expect(readInvoices(other)).rejects.toThrow('lacks InvoiceNo, StockCode');
  });
});

const DATA = process.env.ONLINE_RETAIL ?? join(import.meta.dirname, '../../../shared/data/online-retail');

describe.skipIf(!existsSync(DATA))('the wholesaler', () => {
  it.each([
    { day: '2010-12-01', lines: 3_108, invoices: 143, orders: 127, revenue: 58_960_79, mostSkus: 590 },
    { day: '2010-12-02', lines: 2_109, invoices: 167, orders: 142, revenue: 47_748_38, mostSkus: 96 },
    { day: '2010-12-03', lines: 2_202, invoices: 108, orders: 68, revenue: 46_943_71, mostSkus: 586 },
  ])('sold on $day what its description says', async ({ day, mostSkus, ...expected }) => {
    const invoices = await readInvoices(join(DATA, `${day}.csv`));
    const { orders } = planOf(invoices);

    expect({
      lines: invoices.lines,
      invoices: invoices.invoices,
      orders: orders.length,
      revenue: orders.reduce((sum, { total }) => sum + total, 0),
    }).toEqual(expected);
    expect(Math.max(...orders.map(({ input }) => new Set(input.lines.map(({ sku }) => sku)).size))).toBe(mostSkus);
    expect(unaccounted(invoices)).toBe(0);
  });
});
