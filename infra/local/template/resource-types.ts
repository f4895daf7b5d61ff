import { ACCOUNT, arn, generated, REGION, type World } from './world.ts';

/** A resource as references see it. `name` is its physical name: `<stack>-<logical id>`. */
export type Named = { id: string; name: string; properties: Record<string, unknown> };

type Reference = (resource: Named, world: World) => string;

type ResourceType = {
  /** Why the local host does nothing about it; absent where it does something. */
  inert?: string;
  ref: Reference;
  attributes?: Record<string, Reference>;
};

const byName: Reference = ({ name }) => name;
/** A role is global: no region in its ARN. */
export const roleArn = (name: string): string => `arn:aws:iam::${ACCOUNT}:role/${name}`;
const userPoolId: Reference = ({ name }) => `${REGION}_${generated(name, 9)}`;
/** As Secrets Manager does, with six characters after the name. */
const secretArn: Reference = ({ name }) => arn('secretsmanager', `secret:${name}-${generated(name, 6)}`);
const queueArn: Reference = ({ name }) => arn('sqs', name);
const tableArn: Reference = ({ name }) => arn('dynamodb', `table/${name}`);
const distributionId: Reference = ({ name }) => generated(name, 14);
const apiId: Reference = ({ name }) => generated(name, 10);
/** What a stream's ARN ends with; the local table's own label is another, made when it is. */
const STREAM_LABEL = 'local';

const tableType: ResourceType = {
  ref: byName,
  attributes: { Arn: tableArn, StreamArn: (table, world) => `${tableArn(table, world)}/stream/${STREAM_LABEL}` },
};

/** Every resource type the house may declare. One that is not here stops the local host, so that none is overlooked. */
export const RESOURCE_TYPES: Record<string, ResourceType> = {
  'AWS::ApiGatewayV2::Api': { ref: apiId, attributes: { ApiEndpoint: (_, { apiUrl }) => apiUrl } },
  'AWS::ApiGatewayV2::Authorizer': { ref: byName, attributes: { AuthorizerId: byName } },
  'AWS::ApiGatewayV2::Integration': { ref: byName },
  'AWS::ApiGatewayV2::Route': { ref: byName },
  'AWS::CloudFront::Distribution': {
    ref: distributionId,
    attributes: { DomainName: (cdn, world) => `${distributionId(cdn, world)}.cloudfront.net` },
  },
  'AWS::Cognito::UserPool': {
    ref: userPoolId,
    attributes: {
      Arn: (pool, world) => arn('cognito-idp', `userpool/${userPoolId(pool, world)}`),
      ProviderName: (pool, world) => `cognito-idp.${REGION}.amazonaws.com/${userPoolId(pool, world)}`,
      ProviderURL: (pool, world) => `${world.issuerOrigin}/${userPoolId(pool, world)}`,
    },
  },
  'AWS::Cognito::UserPoolClient': { ref: ({ name }) => generated(name, 26) },
  'AWS::Cognito::UserPoolGroup': { ref: ({ properties }) => String(properties.GroupName) },
  'AWS::Cognito::UserPoolResourceServer': { ref: ({ properties }) => String(properties.Identifier) },
  'AWS::DynamoDB::GlobalTable': tableType,
  'AWS::DynamoDB::Table': tableType,
  'AWS::Events::Rule': { ref: byName, attributes: { Arn: ({ name }) => arn('events', `rule/${name}`) } },
  'AWS::IAM::Policy': { ref: byName },
  'AWS::IAM::Role': { ref: byName, attributes: { Arn: ({ name }) => roleArn(name) } },
  'AWS::Lambda::EventInvokeConfig': { ref: byName },
  'AWS::Lambda::EventSourceMapping': { ref: byName },
  'AWS::Lambda::Function': { ref: byName, attributes: { Arn: ({ name }) => arn('lambda', `function:${name}`) } },
  'AWS::SecretsManager::Secret': { ref: secretArn, attributes: { Id: secretArn } },
  'AWS::SQS::Queue': {
    ref: ({ name }, { queueOrigin }) => `${queueOrigin}/${ACCOUNT}/${name}`,
    attributes: { Arn: queueArn, QueueName: byName },
  },

  'AWS::ApiGatewayV2::Stage': {
    inert: 'one stage, $default; access logs and throttling are for the cloud',
    ref: ({ properties }) => String(properties.StageName),
  },
  'AWS::CDK::Metadata': { inert: 'says which CDK wrote the template', ref: byName },
  'AWS::CloudWatch::Alarm': {
    inert: 'no metrics here; the control endpoint shows queues',
    ref: byName,
    attributes: { Arn: ({ name }) => arn('cloudwatch', `alarm:${name}`) },
  },
  'AWS::CloudWatch::Dashboard': { inert: 'no metrics here', ref: byName },
  'AWS::Cognito::ManagedLoginBranding': { inert: 'the local issuer has its own pages', ref: byName },
  'AWS::Cognito::UserPoolDomain': { inert: 'the local issuer has its own pages', ref: byName },
  'AWS::KMS::Alias': { inert: 'nothing is encrypted at rest here', ref: byName },
  'AWS::KMS::Key': {
    inert: 'nothing is encrypted at rest here',
    ref: byName,
    attributes: { Arn: ({ name }) => arn('kms', `key/${name}`) },
  },
  'AWS::Lambda::Permission': { inert: 'the host is the only one who invokes', ref: byName },
  'AWS::Logs::LogGroup': {
    inert: 'each door has a file in the logs folder',
    ref: byName,
    attributes: { Arn: ({ name }) => arn('logs', `log-group:${name}:*`) },
  },
  'AWS::Logs::MetricFilter': { inert: 'no metrics here', ref: byName },
  'AWS::SecretsManager::ResourcePolicy': { inert: 'grants are checked against roles', ref: byName },
  'AWS::SNS::Topic': { inert: 'alarms tell nobody here', ref: ({ name }) => arn('sns', name) },
  'AWS::SNS::TopicPolicy': { inert: 'alarms tell nobody here', ref: byName },
  'AWS::SQS::QueuePolicy': { inert: 'it demands TLS, and grants are checked against roles', ref: byName },
};
