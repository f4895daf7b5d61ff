import { awsError } from './errors.ts';

/** A repeatable stream of numbers in [0, 1). Source: mulberry32. */
export const seededRandom = (seed: number): (() => number) => {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

const DATA_PLANE = new Set([
  'GetItem',
  'PutItem',
  'UpdateItem',
  'DeleteItem',
  'Query',
  'Scan',
  'BatchGetItem',
  'BatchWriteItem',
  'TransactGetItems',
  'TransactWriteItems',
]);

const SINGLE_WRITES = new Set(['PutItem', 'UpdateItem', 'DeleteItem']);

const CONFLICT = 'Transaction is ongoing for the item';

export type CancellationReason = { Code: string; Message?: string; Item?: unknown };

/** A transaction that did not happen, and why, item by item. */
export const cancelled = (reasons: CancellationReason[]) => {
  const codes = reasons.map(({ Code }) => Code).join(', ');
  const message = `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`;
  return awsError('TransactionCanceledException', message, { CancellationReasons: reasons });
};

/** Conflicts and throttles on demand: one writer at a time never has any by itself. What is refused is not applied. */
export const createFaults = () => {
  let conflicts = { rate: 0, random: seededRandom(1) };
  let throttles = { rate: 0, random: seededRandom(1) };

  return {
    /** @throws a refusal for the share of calls that was asked for; plain reads never conflict */
    strike: (operation: string, input: Record<string, unknown>): void => {
      if (throttles.rate > 0 && DATA_PLANE.has(operation) && throttles.random() < throttles.rate)
        throw throttles.random() < 0.5
          ? awsError('ThrottlingException', 'Rate exceeded')
          : awsError(
              'ProvisionedThroughputExceededException',
              'The level of configured provisioned throughput for the table was exceeded',
            );
      if (conflicts.rate === 0) return;
      if (SINGLE_WRITES.has(operation) && conflicts.random() < conflicts.rate)
        throw awsError('TransactionConflictException', CONFLICT);
      const items = input.TransactItems;
      if (
        operation.startsWith('Transact') &&
        Array.isArray(items) &&
        items.length > 0 &&
        conflicts.random() < conflicts.rate
      ) {
        const victim = Math.floor(conflicts.random() * items.length);
        throw cancelled(
          items.map((_, position) =>
            position === victim ? { Code: 'TransactionConflict', Message: CONFLICT } : { Code: 'None' },
          ),
        );
      }
    },
    injectConflicts: (rate: number, seed = 1): void => {
      conflicts = { rate, random: seededRandom(seed) };
    },
    injectThrottles: (rate: number, seed = 1): void => {
      throttles = { rate, random: seededRandom(seed) };
    },
  };
};
