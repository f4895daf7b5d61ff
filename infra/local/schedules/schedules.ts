import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import type { Clock } from '../clock.ts';
import { readIfThere, replaceFile } from '../files.ts';
import type { Functions } from '../lambda/functions.ts';
import { ACCOUNT, REGION } from '../template/world.ts';
import type { ScheduleDeclaration } from './declaration.ts';

const Kept = v.record(v.string(), v.number());

type Needs = { clock: Pick<Clock, 'at'>; functions: Pick<Functions, 'invoke'>; file: string };

/** Lambda repeats an asynchronous invocation after one minute, then after two. */
const RETRY_MILLISECONDS = 60_000;

const eventOf = ({ arn, input }: ScheduleDeclaration): unknown =>
  input ?? {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: ACCOUNT,
    time: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
    region: REGION,
    resources: [arn],
    detail: {},
  };

/**
 * Fires every rule at its rate, by the clock that can be moved. When each is due next is kept in `file`: a daily rule
 * fires although nobody runs the system for a day. What became due several times meanwhile fires once.
 */
export const startSchedules = (schedules: ScheduleDeclaration[], { clock, functions, file }: Needs) => {
  const text = readIfThere(file);
  const due: Record<string, number> = text === undefined ? {} : v.parse(Kept, JSON.parse(text));
  let running = true;

  const fire = async (schedule: ScheduleDeclaration, event: unknown, attempt = 0): Promise<void> => {
    if (!running) return;
    try {
      await functions.invoke(schedule.functionName, event);
    } catch {
      if (attempt >= schedule.retries) return;
      clock.at(Date.now() + RETRY_MILLISECONDS * (attempt + 1), () => void fire(schedule, event, attempt + 1));
    }
  };

  const arm = (schedule: ScheduleDeclaration, moment: number) => {
    due[schedule.name] = moment;
    clock.at(moment, () => {
      if (!running) return;
      arm(schedule, Date.now() + schedule.everyMilliseconds);
      replaceFile(file, JSON.stringify(due));
      void fire(schedule, eventOf(schedule));
    });
  };
  for (const schedule of schedules) {
    // A moment further away than the rate was kept when the rate was another one.
    const soonest = Date.now() + schedule.everyMilliseconds;
    arm(schedule, Math.min(due[schedule.name] ?? soonest, soonest));
  }
  replaceFile(file, JSON.stringify(due));

  return {
    stop: () => {
      running = false;
    },
  };
};
