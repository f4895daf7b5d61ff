import { globSync } from 'node:fs';
import { join } from 'node:path';
import { type Mutant, sourceOf } from './mutant.ts';

const ROOT = join(import.meta.dirname, '../../..');
const FOLDERS = ['functions/**/*.ts', 'shared/**/*.ts'];

const CONDITION = /(?<!Key)ConditionExpression(?=:)/g;

/** What is written in quotes where a condition is said. */
const textOf = (after: string): string => {
  const [said = ''] = after.split(/[}\n]|, Expr/, 1);
  return [...said.matchAll(/'([^']+)'/g)].map(([, text]) => text).join(' | ');
};

const enclosing = (before: string): string =>
  [...before.matchAll(/^(?:export )?const (\w+)/gm)].at(-1)?.[1] ?? 'the module';

/** Flows that come by a condition, where it is not all of them; by file and function. */
const FLOWS: [where: RegExp, flows: string[]][] = [
  [/^accounts/, ['join', 'leave']],
  [/limiter/, ['flood']],
  [/^catalog/, ['edit']],
  [/^reconciliation|stock-audit|parked/, ['reconcile']],
  [/payable/, ['hurry', 'expire']],
  [/postpone/, ['late', 'revoke']],
  [/^payments/, ['pay', 'late', 'refund', 'revoke', 'double', 'hurry']],
  [/^inventory/, ['spread', 'move', 'double', 'hot']],
  [/refundNoted/, ['refund', 'double']],
  [/order-table/, ['bulk', 'hurry', 'cancel']],
  [/used-key/, ['hurry', 'double']],
  [/^reports|^operations/, ['place', 'revoke']],
];

/** Every condition of every write, taken away in turn. */
export const conditions = (): Mutant[] => {
  const files = FOLDERS.flatMap((pattern) => globSync(pattern, { cwd: ROOT }))
    .filter((file) => !file.endsWith('.test.ts'))
    .sort();
  const named = new Map<string, number>();
  return files.flatMap((file) => {
    const source = sourceOf(file);
    return [...source.matchAll(CONDITION)].map(({ index, 0: was }): Mutant => {
      const where = `${file.replace(/^functions\/|\.ts$/g, '')} ${enclosing(source.slice(0, index))}`;
      const text = textOf(source.slice(index + was.length));
      const plain = `no condition: ${where}${text && `, ${text}`}`;
      const times = (named.get(plain) ?? 0) + 1;
      named.set(plain, times);
      return {
        name: times > 1 ? `${plain} (${times})` : plain,
        edits: [{ file, at: index, was, text: 'ConditionExpressionRemoved' }],
        flows: FLOWS.find(([pattern]) => pattern.test(where))?.[1] ?? [],
      };
    });
  });
};
