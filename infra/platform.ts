import { Duration, type Environment, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { ComparisonOperator, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { NAMESPACE } from '#shared/metrics';
import { Api } from './constructs/api.ts';
import { Cdn, CdnKeys } from './constructs/cdn.ts';
import { Identity } from './constructs/identity.ts';
import { Table } from './constructs/table.ts';

type Alarm = {
  metric: Metric;
  /** Alarms at this value and above. */
  threshold: number;
  /** One sentence for whoever is woken. */
  says: string;
  /** The heading in docs/runbook.md. */
  runbook: string;
};

/** What every capability stands on: all that remembers in one stack, the front door in another. */
export class Platform {
  readonly table: Table;
  readonly identity: Identity;
  readonly api: Api;
  readonly cdn: Cdn;
  /** Keys of the payment provider; somebody fills them in after the first deploy (docs/runbook.md). */
  readonly stripeKeys: Secret;
  /** Where the bundles are. */
  readonly functions: string;
  /** Queues by the event type they hear; workers enter themselves. */
  readonly hearers = new Map<string, Queue[]>();
  private readonly memory: Stack;
  private readonly alarms: Topic;

  constructor(scope: Construct, { functions, env }: { functions: string; env?: Environment }) {
    this.functions = functions;
    this.memory = new Stack(scope, 'BackroomMemory', { env, terminationProtection: true });
    const customerKey = scope.node.tryGetContext('customerKey')
      ? new Key(this.memory, 'Key', { enableKeyRotation: true })
      : undefined;
    this.alarms = new Topic(this.memory, 'Alarms', { enforceSSL: true });
    const email = scope.node.tryGetContext('alarmEmail');
    if (email) this.alarms.addSubscription(new EmailSubscription(email));
    this.table = new Table(this.memory, 'Table', { key: customerKey });
    this.identity = new Identity(this.memory, 'Identity');
    this.stripeKeys = new Secret(this.memory, 'StripeKeys', {
      description: 'Stripe: {"apiKey": "sk_…", "webhookSecrets": ["whsec_…"]}',
      // A placeholder that no provider takes: what is real never stands in a template.
      generateSecretString: { secretStringTemplate: '{"webhookSecrets": []}', generateStringKey: 'apiKey' },
      removalPolicy: RemovalPolicy.RETAIN,
    });
    Validations.of(this.stripeKeys).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'The keys are made at Stripe; docs/runbook.md says how to rotate them without a pause.',
    });
    const cdnKeys = new CdnKeys(this.memory, 'CdnKeys');
    const front = new Stack(scope, 'BackroomFront', { env });
    this.api = new Api(front, 'Api', { identity: this.identity, table: this.table, cdnKeys });
    this.cdn = new Cdn(front, 'Cdn', { api: this.api, keys: cdnKeys });
    this.alarm(front, 'ServerErrors', {
      metric: this.api.metricServerError({ statistic: 'Sum', period: Duration.minutes(1) }),
      threshold: 5,
      says: 'The API answers with errors of its own.',
      runbook: 'server-errors',
    });
  }

  /** A queue for what its owner gave up on; it outlives the owner. */
  deadLetters(owner: string): Queue {
    const queue = new Queue(this.memory, `${owner}DeadLetters`, {
      retentionPeriod: Duration.days(14),
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const reason = 'It is itself where messages end, until somebody sends them again.';
    Validations.of(queue).acknowledge(
      { id: 'AwsSolutions-SQS3', reason },
      { id: 'Serverless-SQSRedrivePolicy', reason },
    );
    return queue;
  }

  /** Alarms as soon as a room counts one of these (shared/metrics.ts). */
  alarmOnCount(
    scope: Construct,
    service: string,
    metricName: string,
    { dimensions = {}, ...alarm }: Pick<Alarm, 'says' | 'runbook'> & { dimensions?: Record<string, string> },
  ) {
    const metric = new Metric({
      namespace: NAMESPACE,
      metricName,
      dimensionsMap: { service, ...dimensions },
      statistic: 'Sum',
      period: Duration.minutes(1),
    });
    this.alarm(scope, [metricName, ...Object.values(dimensions)].join('-'), { metric, threshold: 1, ...alarm });
  }

  /** Alarms when a room has not counted one of these for three hours. */
  alarmOnSilence(
    scope: Construct,
    service: string,
    metricName: string,
    { says, runbook }: Pick<Alarm, 'says' | 'runbook'>,
  ) {
    const metric = new Metric({
      namespace: NAMESPACE,
      metricName,
      dimensionsMap: { service },
      statistic: 'Sum',
      period: Duration.hours(1),
    });
    const alarm = metric.createAlarm(scope, `${metricName}-Missing`, {
      alarmDescription: `${says} See docs/runbook.md#${runbook}`,
      threshold: 1,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: 3,
      treatMissingData: TreatMissingData.BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(this.alarms));
  }

  alarm(scope: Construct, id: string, { metric, threshold, says, runbook }: Alarm) {
    const alarm = metric.createAlarm(scope, id, {
      alarmDescription: `${says} See docs/runbook.md#${runbook}`,
      threshold,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING, // an idle queue says nothing, which is good
    });
    alarm.addAlarmAction(new SnsAction(this.alarms));
  }
}
