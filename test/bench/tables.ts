/** A figure that is held against a bar: a share of its floor, or a limit of its own. */
export type Bar = { value: number } & ({ most: number } | { least: number });
type Cell = string | number | Bar | undefined;

/** One table of what was measured. */
export type Section = {
  title: string;
  /** What is measured, and what is not. */
  says: string;
  columns: string[];
  rows: Cell[][];
};

const isBar = (cell: Cell): cell is Bar => typeof cell === 'object';

/** Three digits that matter, and never an exponent. */
const rounded = (value: number): string => {
  if (Number.isInteger(value) || Math.abs(value) >= 100) return String(Math.round(value));
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
};

const isMet = (bar: Bar): boolean => ('most' in bar ? bar.value <= bar.most : bar.value >= bar.least);

const textOf = (cell: Cell): string => {
  if (cell === undefined) return '';
  if (typeof cell === 'string') return cell;
  if (typeof cell === 'number') return rounded(cell);
  const bar = 'most' in cell ? `<= ${cell.most}` : `>= ${cell.least}`;
  return `${rounded(cell.value)} (${bar}) ${isMet(cell) ? 'ok' : 'MISSED'}`;
};

/** The section as aligned text: the first column to the left, figures to the right. */
export const tableOf = ({ title, says, columns, rows }: Section): string => {
  const texts = [columns, ...rows.map((row) => row.map(textOf))];
  const widths = columns.map((_, n) => Math.max(...texts.map((row) => (row[n] ?? '').length)));
  const lines = texts.map((row) =>
    widths
      .map((width, n) => (n === 0 ? (row[n] ?? '').padEnd(width) : (row[n] ?? '').padStart(width)))
      .join('  ')
      .trimEnd(),
  );
  const [head = '', ...body] = lines;
  return [`## ${title}`, says, '', head, '-'.repeat(head.length), ...body, ''].join('\n');
};

/** Every bar that was missed, by where it stands. */
export const missedIn = (sections: Section[]): string[] =>
  sections.flatMap(({ title, columns, rows }) =>
    rows.flatMap((row) =>
      row.flatMap((cell, n) =>
        isBar(cell) && !isMet(cell) ? `${title}: ${textOf(row[0])}, ${columns[n]} ${textOf(cell)}` : [],
      ),
    ),
  );

export const median = (values: number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1
    ? (sorted[Math.floor(middle)] ?? Number.NaN)
    : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
};

/** The value that a share of all values does not exceed. */
export const percentile = (values: number[], share: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
};
