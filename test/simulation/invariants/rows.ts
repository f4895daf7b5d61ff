import { type Facts, type Fields, type Invariant, isAccount, isPayment } from './facts.ts';

/** Rows that say that something has happened: written once, and never again. */
const ONCE =
  /^(MOVEMENT#\S+ MOVEMENT|STOCK#\S+ MOVE#.*|CANCELLATION#.*|PAYING#.*|REPAIR#.*|REPORT#HEARD#.*|ORDER#\S+ REFUND#.*)$/;

const isVersioned = ({ pk, sk }: { pk: string; sk: string }) =>
  sk === 'PRODUCT' || sk === 'DISCREPANCY' || sk === 'RECONCILIATION' || isPayment({ pk, sk }) || isAccount({ pk, sk });

const versionOf = ({ version, seq }: Fields): number => version ?? seq;

/** What may change without a new version: when the sweeper looks again. */
const withoutTimes = ({ settleAt: _, gsi4pk: __, gsi4sk: ___, ...row }: Fields): string => JSON.stringify(row);

/** A run's end is no stretch of its own; two who come to it at once both say so. */
const isFinished = (before: Fields, after: Fields) => before.seq === after.seq && after.status === 'finished';

const shapeOf = ({ shards, spread, widest }: Fields): string => `${shards} ${spread} ${widest}`;

/** Nobody overwrites what somebody else has written. */
export const rows = ({ simulation }: Facts): Invariant => {
  const judgeShelf = (name: string, before: Fields, after: Fields) => {
    if (before.version === undefined || after.version === before.version + 1) return;
    if (after.version === before.version && shapeOf(before) === shapeOf(after)) return;
    const [was, is] = [before, after].map((row) => `${shapeOf(row)} v${row.version}`);
    simulation.violate('9 nobody overwrites what another has written', `${name}: ${was}, then ${is}`);
  };
  return {
    changed: (changes) => {
      for (const { key, before, after } of changes) {
        const name = `${key.pk} ${key.sk}`;
        if (before && ONCE.test(name)) simulation.violate('18 what is noted once is noted once', name);
        if (key.sk === 'COUNTER' && before && after) judgeShelf(name, before, after);
        if (!isVersioned(key) || !after) continue;
        const [was, is] = [before ? versionOf(before) : 0, versionOf(after)];
        if (is === was + 1) continue;
        const isNoStep =
          before && is === was && (isFinished(before, after) || withoutTimes(before) === withoutTimes(after));
        if (!isNoStep)
          simulation.violate('9 nobody overwrites what another has written', `${name}: ${was}, then ${is}`);
      }
    },
  };
};
