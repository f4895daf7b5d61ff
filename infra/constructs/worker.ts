import { Duration, Validations } from 'aws-cdk-lib';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Platform } from '../platform.ts';
import { Handler } from './handler.ts';
import { idOf } from './names.ts';

/** Receives before a message is given up: with the back-off of shared/worker.ts, after an outage of about an hour. */
const RECEIVES = 12;

type Options = {
  /** The event it hears; the relay sends it to the queue of everyone that does. Without one, doors send to it. */
  hears?: { type: string };
  /** Invocations at once. */
  concurrency?: number;
  batchSize?: number;
  /** For all messages of a batch together. */
  timeout?: Duration;
  environment?: Record<string, string>;
};

/** A queue, the door that drains it, the dead letters it leaves, and the alarms that tell somebody. */
export class Worker extends Construct {
  readonly handler: Handler;
  readonly queue: Queue;

  constructor(scope: Construct, door: string, platform: Platform, options: Options) {
    const { hears, concurrency = 2, batchSize = 10, timeout = Duration.seconds(10), environment } = options;
    const id = idOf(door);
    super(scope, `${id}Worker`);
    const dead = platform.deadLetters(id);
    this.queue = new Queue(this, 'Queue', {
      visibilityTimeout: Duration.seconds(timeout.toSeconds() * 6), // AWS's advice for event sources
      retentionPeriod: Duration.days(4),
      deadLetterQueue: { queue: dead, maxReceiveCount: RECEIVES },
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
    });
    this.handler = new Handler(this, door, platform, {
      timeout,
      environment: { QUEUE_URL: this.queue.queueUrl, DEAD_LETTERS_URL: dead.queueUrl, ...environment },
    });
    dead.grantSendMessages(this.handler);
    this.handler.addEventSource(
      new SqsEventSource(this.queue, { batchSize, reportBatchItemFailures: true, maxConcurrency: concurrency }),
    );
    Validations.of(this.handler).acknowledge({
      id: 'Serverless-LambdaEventSourceMappingDestination',
      reason: 'A queue has its dead letters instead; failure destinations are for streams.',
    });
    if (hears) platform.hearers.set(hears.type, [...(platform.hearers.get(hears.type) ?? []), this.queue]);

    platform.alarm(this, 'DeadLetters', {
      metric: dead.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1) }),
      threshold: 1,
      says: `${door} gave up on a message.`,
      runbook: 'dead-letters',
    });
    platform.alarm(this, 'OldestMessage', {
      metric: this.queue.metricApproximateAgeOfOldestMessage({ period: Duration.minutes(1) }),
      threshold: Duration.minutes(15).toSeconds(),
      says: `${door} is behind by a quarter of an hour.`,
      runbook: 'oldest-message',
    });
  }

  /** Lets a door send to it; the door finds the queue in this variable. */
  takesFrom(handler: Handler, variable: string) {
    handler.addEnvironment(variable, this.queue.queueUrl);
    this.queue.grantSendMessages(handler);
  }
}
