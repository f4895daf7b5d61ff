import { join } from 'node:path';
import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as Lambda, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Platform } from '../platform.ts';
import { idOf } from './names.ts';

type Options = { timeout?: Duration; memorySize?: number; environment?: Record<string, string> };

/** One file under functions/, one Lambda with a role and a log group of its own. The path is all a capability has to say. */
export class Handler extends Lambda {
  readonly door: string;

  constructor(scope: Construct, door: string, { functions }: Platform, options: Options = {}) {
    const id = idOf(door);
    const logGroup = new LogGroup(scope, `${id}Logs`, {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    role.addToPolicy(
      new PolicyStatement({
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logGroup.logGroupArn],
      }),
    );
    super(scope, id, {
      description: door,
      code: Code.fromAsset(join(functions, door)),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      // A third of a vCPU more per 512 MB; below this, start-up CPU is what a caller waits for.
      memorySize: options.memorySize ?? 1024,
      timeout: options.timeout ?? Duration.seconds(10),
      loggingFormat: LoggingFormat.JSON,
      logGroup,
      role,
      environment: { POWERTOOLS_SERVICE_NAME: door.split('/')[0] ?? door, ...options.environment },
    });
    this.door = door;
    Validations.of(this).acknowledge(
      {
        id: 'Serverless-LambdaTracing',
        reason:
          'X-Ray on every call would be the dearest line of the bill, $90 per million orders; docs/decisions/0001.',
      },
      {
        id: 'Serverless-LambdaDLQ',
        reason: 'Nothing is invoked asynchronously but schedules, and the next run of a schedule does all its work.',
      },
    );
  }
}
