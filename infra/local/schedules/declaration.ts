import * as v from 'valibot';
import type { Assembly } from '../template/assembly.ts';

export type ScheduleDeclaration = {
  name: string;
  arn: string;
  everyMilliseconds: number;
  functionName: string;
  /** The event, where the rule says one. */
  input?: unknown;
  /** How often Lambda repeats an asynchronous invocation that fails. */
  retries: number;
};

const UNITS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };
/** Lambda's own, where no EventInvokeConfig says otherwise; a target's RetryPolicy is about delivery only. */
const ASYNCHRONOUS_RETRIES = 2;

const Rate = v.pipe(
  v.string(),
  v.regex(/^rate\(\d+ (minute|hour|day)s?\)$/, 'the local host knows rate(...) only'),
  v.transform((expression) => {
    const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
    return Number(count) * UNITS[unit as keyof typeof UNITS];
  }),
);
const Rule = v.strictObject({
  Name: v.optional(v.string()),
  Description: v.optional(v.string()),
  ScheduleExpression: Rate,
  State: v.optional(v.picklist(['ENABLED', 'DISABLED']), 'ENABLED'),
  Targets: v.array(
    v.strictObject({
      Arn: v.pipe(v.string(), v.includes(':lambda:', 'the local host knows functions as targets only')),
      Id: v.string(),
      Input: v.optional(v.string()),
      RetryPolicy: v.optional(v.unknown()),
    }),
  ),
});
const InvokeConfig = v.strictObject({
  FunctionName: v.string(),
  Qualifier: v.string(),
  MaximumRetryAttempts: v.optional(v.number(), ASYNCHRONOUS_RETRIES),
  MaximumEventAgeInSeconds: v.optional(v.number()),
});

export const declaredSchedules = (assembly: Assembly): ScheduleDeclaration[] => {
  const retries = new Map(
    assembly
      .all('AWS::Lambda::EventInvokeConfig', InvokeConfig)
      .map(({ properties }) => [properties.FunctionName, properties.MaximumRetryAttempts]),
  );
  return assembly.all('AWS::Events::Rule', Rule).flatMap(({ name, attribute, properties }) =>
    (properties.State === 'ENABLED' ? properties.Targets : []).map(({ Arn, Id, Input }) => {
      const functionName = Arn.split(':').at(-1) ?? '';
      return {
        name: `${name}-${Id}`,
        arn: attribute('Arn'),
        everyMilliseconds: properties.ScheduleExpression,
        functionName,
        ...(Input !== undefined && { input: JSON.parse(Input) }),
        retries: retries.get(functionName) ?? ASYNCHRONOUS_RETRIES,
      };
    }),
  );
};
