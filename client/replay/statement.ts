import type { Audit } from './audit.ts';
import type { Charges } from './charges.ts';
import { type Invoices, REASONS } from './invoices.ts';
import type { Plan } from './plan.ts';
import type { Pair, Reconciliation } from './reconciliation.ts';
import type { Takings, Tally } from './takings.ts';

// What the replay prints in the end: each figure of the file beside Backroom's, and every line accounted for.

/** Differences and refusals that are printed; all are counted. */
const SHOWN = 20;

const count = (number: number): string => number.toLocaleString('en-GB');
const money = (pence: number): string =>
  (pence / 100).toLocaleString('en-GB', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

const row = (label: string, ...cells: (string | number)[]): string =>
  `  ${label.padEnd(48)}${cells.map((cell) => (typeof cell === 'number' ? count(cell) : cell).padStart(14)).join('')}`;

const compared = (label: string, { file, backroom }: Pair, show = count): string =>
  row(label, show(file), show(backroom), show(backroom - file));

const accountOf = (invoices: Invoices, plan: Plan): string[] => {
  const { lines, sales, returns, leftOut } = invoices;
  const cancellations = new Set(returns.map(({ invoice }) => invoice)).size;
  const without = invoices.invoices - plan.orders.length - cancellations;
  return [
    row('Invoices read', invoices.invoices),
    row('  become orders', plan.orders.length),
    row('  cancellations that give units back', cancellations),
    row('  without a line to replay', without),
    row('Lines read', lines),
    row('  sold', sales.length),
    row('  given back', returns.length),
    ...REASONS.filter((reason) => leftOut.has(reason)).map((reason) =>
      row(`  left out: ${reason}`, leftOut.get(reason) ?? 0),
    ),
  ];
};

const chargeRows = ({ payments, taken, refunded }: Charges): string[] => [
  compared('Payments that the provider took', payments),
  compared('Taken by the provider in GBP', taken, money),
  compared('Given back by the provider in GBP', refunded, money),
];

const auditRow = ({ checked, differences }: Audit): string => {
  const looked = Object.entries(checked).map(([what, number]) => `${count(number)} ${what}`);
  return `  Backroom's own reconciliation (${looked.join(', ')}) found ${count(differences.length)} discrepancies.`;
};

const tallied = (label: string, planned: number, { done, alreadyThere }: Tally): string =>
  row(label, planned, done, alreadyThere, planned - done - alreadyThere);

const some = (all: string[]): string[] => [
  ...all.slice(0, SHOWN).map((one) => `    ${one}`),
  ...(all.length > SHOWN ? [`    … and ${count(all.length - SHOWN)} more`] : []),
];

/** Lines of the file that no bucket counts, or that two do: 0, or the replay itself is wrong. */
export const unaccounted = ({ lines, sales, returns, leftOut }: Invoices): number =>
  lines - sales.length - returns.length - [...leftOut.values()].reduce((sum, each) => sum + each, 0);

/** Whether the file and Backroom, by card also the provider, agree in everything. */
export const agrees = (invoices: Invoices, takings: Takings, { differences }: Reconciliation): boolean =>
  differences.length === 0 && takings.refusals.length === 0 && unaccounted(invoices) === 0;

export const statement = (
  file: string,
  { invoices, plan, takings, result }: { invoices: Invoices; plan: Plan; takings: Takings; result: Reconciliation },
): string => {
  const refusals = takings.refusals.map(({ what, why }) => `${what}: ${why}`);
  const { available, charges, audit, differences, notes } = result;
  return [
    `\n${file}`,
    ...accountOf(invoices, plan),
    '',
    row('', 'asked', 'done', 'already there', 'refused'),
    tallied('Products', plan.products.length, takings.products),
    tallied('Openings', plan.openings.length, takings.openings),
    tallied('Orders', plan.orders.length, takings.orders),
    ...(plan.payment === 'card' ? [tallied('Payments', plan.orders.length, takings.payments)] : []),
    tallied('Returns', plan.returns.length, takings.returns),
    ...some(refusals),
    '',
    row('', 'file', 'Backroom', 'difference'),
    compared('Orders', result.orders),
    compared('Revenue in GBP', result.revenue, money),
    compared(`Units opened, ${count(result.skus)} stocked SKUs`, result.opened),
    compared('Units ordered', result.taken),
    compared('Units given back', result.returned),
    row(
      'Units available (whole ledger, shelves)',
      available.ledger,
      available.shelves,
      available.shelves - available.ledger,
    ),
    ...(charges ? chargeRows(charges) : []),
    ...(audit ? [auditRow(audit)] : []),
    ...some(notes.map((note) => `note: ${note}`)),
    ...some(differences),
    agrees(invoices, takings, result)
      ? '  Difference 0.'
      : `  DOES NOT AGREE: ${count(differences.length)} differences, ${count(refusals.length)} refusals, ${count(unaccounted(invoices))} lines unaccounted for.`,
  ].join('\n');
};
