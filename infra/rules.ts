// What must hold of every template, whoever wrote the construct (security.md row 35). Each rule says what is wrong with a
// resource, or nothing; the resources of all stacks are looked at together, since queues and their dead letters live apart.

// biome-ignore lint/suspicious/noExplicitAny: CloudFormation's properties have no one shape
type Properties = Record<string, any>;
export type Resource = { Type: string; Properties: Properties; DeletionPolicy?: string };
export type Templates = Record<string, { Resources: Record<string, Resource> }>;

type House = {
  all: [path: string, resource: Resource][];
  named: (text: string) => [path: string, resource: Resource] | undefined;
};
type Rule = (properties: Properties, house: House, resource: Resource) => string | undefined;

const list = <T>(value: T | T[] | undefined): T[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];

/** The logical id within a reference, be it within the stack or across: both name it somewhere in their text. */
const text = (reference: unknown): string => JSON.stringify(reference ?? '');

const isTable = (reference: unknown) => /Table[0-9A-F]{8}/.test(text(reference));

const statements = ({ PolicyDocument }: Properties): Properties[] => list(PolicyDocument?.Statement);

const grants: Rule = (properties) => {
  for (const { Effect, Action, Resource, Condition } of statements(properties)) {
    if (Effect !== 'Allow') continue;
    const wide = [...list(Action), ...list(Resource)].find((each) => typeof each === 'string' && each.includes('*'));
    if (wide) return `grants ${wide}`;
    const onRows = list<string>(Action).some((action) => /^dynamodb:(\w*Item|Query|Scan|PartiQL\w+)$/.test(action));
    if (!onRows || !isTable(Resource)) continue;
    if (list<string>(Action).includes('dynamodb:Scan')) return 'may scan the table';
    const prefixes: unknown[] = list(Condition?.['ForAllValues:StringLike']?.['dynamodb:LeadingKeys']);
    if (prefixes.length === 0) return 'opens the table without leading keys';
    if (Condition?.Null?.['dynamodb:LeadingKeys'] !== 'false') return 'opens the table to requests without keys';
    const open = prefixes.find((prefix) => !/^[A-Z]+(#[a-z_]+)?(#\*|\*)$/.test(String(prefix)));
    if (open) return `opens the table at ${open}`;
  }
  return undefined;
};

const RULES: Record<string, Rule[]> = {
  'AWS::IAM::Policy': [grants],
  'AWS::IAM::ManagedPolicy': [grants],
  'AWS::IAM::Role': [
    ({ ManagedPolicyArns }) => (list(ManagedPolicyArns).length > 0 ? 'has a managed policy' : undefined),
    ({ Policies }) =>
      list<Properties>(Policies)
        .map((policy) => grants(policy, {} as House, {} as Resource))
        .find(Boolean),
  ],
  'AWS::DynamoDB::GlobalTable': [
    ({ SSESpecification }) => (SSESpecification ? undefined : 'does not say how it is encrypted'),
    ({ Replicas }) =>
      list<Properties>(Replicas).every((each) => each.PointInTimeRecoverySpecification?.PointInTimeRecoveryEnabled)
        ? undefined
        : 'has no point-in-time recovery',
    ({ Replicas }) =>
      list<Properties>(Replicas).every((each) => each.DeletionProtectionEnabled) ? undefined : 'can be deleted',
    (_, __, { DeletionPolicy }) => (DeletionPolicy === 'Retain' ? undefined : 'goes with its stack'),
  ],
  'AWS::SQS::Queue': [
    ({ SqsManagedSseEnabled, KmsMasterKeyId }) =>
      SqsManagedSseEnabled || KmsMasterKeyId ? undefined : 'is not encrypted',
    ({ RedrivePolicy, MessageRetentionPeriod = 0 }) =>
      RedrivePolicy || MessageRetentionPeriod >= 14 * 86_400 ? undefined : 'has no dead-letter queue, and is none',
    ({ RedrivePolicy, MessageRetentionPeriod = 0 }, _, { DeletionPolicy }) =>
      RedrivePolicy || MessageRetentionPeriod < 14 * 86_400 || DeletionPolicy === 'Retain'
        ? undefined
        : 'goes with its stack, dead letters and all',
  ],
  'AWS::SQS::QueuePolicy': [
    (properties) =>
      statements(properties).some(
        ({ Effect, Condition, Principal }) =>
          Effect === 'Allow' &&
          (text(Principal).includes('"*"') || Principal?.Service) &&
          !Condition?.ArnEquals?.['aws:SourceArn'] &&
          !Condition?.ArnLike?.['aws:SourceArn'],
      )
        ? 'lets others send without aws:SourceArn'
        : undefined,
    (properties) =>
      statements(properties).some(
        ({ Effect, Condition }) => Effect === 'Deny' && Condition?.Bool?.['aws:SecureTransport'] === 'false',
      )
        ? undefined
        : 'takes messages without TLS',
  ],
  'AWS::CloudWatch::Alarm': [({ AlarmActions }) => (list(AlarmActions).length > 0 ? undefined : 'wakes nobody')],
  'AWS::Lambda::Permission': [({ SourceArn }) => (SourceArn ? undefined : 'lets a service call without aws:SourceArn')],
  'AWS::Lambda::Function': [
    ({ Architectures }) => (text(Architectures) === '["arm64"]' ? undefined : 'does not run on arm64'),
    ({ Runtime }) => (Runtime === 'nodejs24.x' ? undefined : `runs on ${Runtime}`),
    ({ LoggingConfig }) => (LoggingConfig?.LogGroup ? undefined : 'has no log group of its own'),
  ],
  'AWS::Logs::LogGroup': [({ RetentionInDays }) => (RetentionInDays ? undefined : 'keeps its logs for ever')],
  'AWS::Lambda::EventSourceMapping': [
    ({ FunctionResponseTypes }) =>
      list(FunctionResponseTypes).includes('ReportBatchItemFailures') ? undefined : 'repeats whole batches',
    ({ EventSourceArn, FunctionName }, { named }) => {
      const queue = named(text(EventSourceArn))?.[1];
      if (queue?.Type !== 'AWS::SQS::Queue') return undefined;
      const visible = queue.Properties.VisibilityTimeout ?? 30;
      const timeout = named(text(FunctionName))?.[1].Properties.Timeout ?? 3;
      return visible >= 6 * timeout ? undefined : `hides messages for ${visible} s, its function may take ${timeout} s`;
    },
    ({ EventSourceArn, DestinationConfig, MaximumRetryAttempts, BisectBatchOnFunctionError }) =>
      /Stream/.test(text(EventSourceArn)) &&
      !(DestinationConfig?.OnFailure && MaximumRetryAttempts > 0 && BisectBatchOnFunctionError)
        ? 'repeats a bad record of the stream until it is lost'
        : undefined,
    ({ EventSourceArn }, { named, all }) => {
      const queue = named(text(EventSourceArn))?.[1];
      if (queue?.Type !== 'AWS::SQS::Queue') return undefined;
      const dead = named(text(queue.Properties.RedrivePolicy?.deadLetterTargetArn))?.[0];
      const watched = all
        .filter(([, { Type }]) => Type === 'AWS::CloudWatch::Alarm')
        .flatMap(([, { Properties }]) => list<Properties>(Properties.Dimensions))
        .some(({ Value }) => named(text(Value))?.[0] === dead);
      return watched || !dead ? undefined : 'leaves dead letters that no alarm watches';
    },
  ],
  'AWS::ApiGatewayV2::Route': [
    ({ AuthorizationType, AuthorizationScopes }) =>
      AuthorizationType === 'JWT' && list(AuthorizationScopes).length === 0 ? 'takes any token' : undefined,
    ({ AuthorizationType }) => (AuthorizationType ? undefined : 'does not say who may call it'),
  ],
};

/** CloudFormation refuses more than 500 resources a stack. */
const MAX_RESOURCES = 400;

/** Everything that breaks a rule: `Stack/LogicalId: what is wrong`. */
export const violations = (templates: Templates): string[] => {
  const all = Object.entries(templates).flatMap(([stack, { Resources }]) =>
    Object.entries(Resources).map(([id, resource]): [string, Resource] => [`${stack}/${id}`, resource]),
  );
  const named = (reference: string) => all.find(([path]) => reference.includes(path.slice(path.indexOf('/') + 1)));
  const house: House = { all, named };
  return [
    ...all.flatMap(([path, resource]) =>
      (RULES[resource.Type] ?? []).flatMap((rule) => {
        const wrong = rule(resource.Properties ?? {}, house, resource);
        return wrong ? [`${path}: ${wrong}`] : [];
      }),
    ),
    ...Object.entries(templates).flatMap(([stack, { Resources }]) =>
      Object.keys(Resources).length > MAX_RESOURCES ? [`${stack}: has more than ${MAX_RESOURCES} resources`] : [],
    ),
  ];
};
