import { Duration, Stack } from 'aws-cdk-lib';
import { FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Construct } from 'constructs';
import type { Platform } from '../platform.ts';
import { Handler } from './handler.ts';
import { idOf } from './names.ts';

/** Takes events from the table's stream to the queues of the workers that hear them. */
export class Relay extends Construct {
  readonly handler: Handler;
  private readonly platform: Platform;

  constructor(scope: Construct, door: string, platform: Platform) {
    const id = idOf(door);
    super(scope, `${id}Relay`);
    this.platform = platform;
    this.handler = new Handler(this, door, platform, { timeout: Duration.seconds(30) });
    const missed = platform.deadLetters(id);
    this.handler.addEventSource(
      new DynamoEventSource(platform.table, {
        startingPosition: StartingPosition.TRIM_HORIZON,
        batchSize: 25,
        parallelizationFactor: 4,
        // Only fresh events: everything else on the stream would cost an invocation and mean nothing.
        filters: [
          FilterCriteria.filter({
            eventName: FilterRule.isEqual('INSERT'),
            dynamodb: { NewImage: { gsi4pk: { S: FilterRule.beginsWith('UNSENT#') } } },
          }),
        ],
        reportBatchItemFailures: true,
        bisectBatchOnError: true,
        retryAttempts: 10,
        maxRecordAge: Duration.hours(6),
        onFailure: new SqsDlq(missed), // says where on the stream; the events themselves wait in the outbox
      }),
    );
    this.sends(this.handler);

    platform.alarm(this, 'Missed', {
      metric: missed.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1) }),
      threshold: 1,
      says: 'The stream gave up on events; the sweeper sends them.',
      runbook: 'relay-missed',
    });
    platform.alarm(this, 'Behind', {
      metric: this.handler.metric('IteratorAge', { statistic: 'Maximum', period: Duration.minutes(1) }),
      threshold: Duration.minutes(5).toMilliseconds(),
      says: 'Events leave the table five minutes late.',
      runbook: 'relay-behind',
    });
  }

  /** Lets a door send to every queue that hears anything. */
  sends(handler: Handler) {
    const urls = [...this.platform.hearers].map(([type, queues]) => [type, queues.map(({ queueUrl }) => queueUrl)]);
    handler.addEnvironment('HEARERS', Stack.of(handler).toJsonString(Object.fromEntries(urls)));
    for (const queue of new Set([...this.platform.hearers.values()].flat())) queue.grantSendMessages(handler);
  }
}
