import { invalid } from './errors.ts';
import type { Input, Output } from './service.ts';
import type { Table } from './table.ts';

const DEFAULT_RECOVERY_DAYS = 35;
const DAY_MS = 86_400_000;

/** Says truthfully what was set; nothing is backed up. */
export const continuousBackupsOperations = (now: () => number, save: (table: Table) => Promise<void>) => {
  const describe = ({ settings: { pointInTimeRecovery: recovery } }: Table): Output => ({
    ContinuousBackupsDescription: {
      ContinuousBackupsStatus: 'ENABLED',
      PointInTimeRecoveryDescription: recovery
        ? {
            PointInTimeRecoveryStatus: 'ENABLED',
            RecoveryPeriodInDays: recovery.days,
            EarliestRestorableDateTime: Math.max(recovery.enabledAt, now() - recovery.days * DAY_MS) / 1000,
            LatestRestorableDateTime: now() / 1000,
          }
        : { PointInTimeRecoveryStatus: 'DISABLED' },
    },
  });

  const UpdateContinuousBackups = async (table: Table, input: Input): Promise<Output> => {
    const { PointInTimeRecoveryEnabled: enabled, RecoveryPeriodInDays: days = DEFAULT_RECOVERY_DAYS } =
      (input.PointInTimeRecoverySpecification ?? {}) as {
        PointInTimeRecoveryEnabled?: boolean;
        RecoveryPeriodInDays?: number;
      };
    if (typeof enabled !== 'boolean') throw invalid('PointInTimeRecoveryEnabled is required');
    if (enabled)
      table.settings.pointInTimeRecovery = { enabledAt: table.settings.pointInTimeRecovery?.enabledAt ?? now(), days };
    else delete table.settings.pointInTimeRecovery;
    await save(table);
    return describe(table);
  };

  return { UpdateContinuousBackups, DescribeContinuousBackups: describe };
};
