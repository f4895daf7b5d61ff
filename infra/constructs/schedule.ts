import { Duration, Validations } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Platform } from '../platform.ts';
import type { Handler } from './handler.ts';

/** Runs a door again and again; a run that fails is not repeated, since the next one does all its work. */
export const every = (interval: Duration, handler: Handler, platform: Platform): void => {
  handler.configureAsyncInvoke({ retryAttempts: 0 }); // the function's failures; the target's are of delivery
  const rule = new Rule(handler, 'Schedule', {
    schedule: Schedule.rate(interval),
    targets: [new LambdaFunction(handler, { retryAttempts: 0 })],
  });
  platform.alarm(handler, 'Failed', {
    metric: handler.metricErrors({ period: Duration.minutes(5) }),
    threshold: interval.toMinutes() < 5 ? 2 : 1, // what runs each minute may fail once
    says: `${handler.door} fails${interval.toMinutes() < 5 ? ' again and again' : ''}.`,
    runbook: 'schedule-failed',
  });
  const reason = 'The next run does all the work of a lost one.';
  Validations.of(rule).acknowledge({ id: 'Serverless-EventBusDLQ', reason });
  Validations.of(handler).acknowledge({ id: 'Serverless-LambdaAsyncFailureDestination', reason });
};
