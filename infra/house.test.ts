import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { afterAll, describe, expect, it } from 'vitest';
import { FINDINGS } from '#shared/audit';
import { CDN_HEADER } from '#shared/cdn';
import settings from '../cdk.json' with { type: 'json' };
import { doors } from './bundle.ts';
import { house } from './house.ts';
import { type Resource, type Templates, violations } from './rules.ts';

/** Shapes only: every door's bundle is an empty file. */
const functions = mkdtempSync(join(tmpdir(), 'backroom-doors-'));
for (const door of doors()) {
  mkdirSync(join(functions, door), { recursive: true });
  writeFileSync(join(functions, door, 'index.mjs'), '');
}
afterAll(() => rmSync(functions, { recursive: true }));

const build = (context: Record<string, unknown> = {}): App =>
  house(new App({ context: { ...settings.context, ...context } }), { functions });

const synthesised = (app: App): Templates => {
  const stacks = app.node.children.filter(Stack.isStack);
  return Object.fromEntries(stacks.map((stack) => [stack.stackName, Template.fromStack(stack).toJSON()])) as Templates;
};

const app = build();
const templates = synthesised(app);
const all = (type: string): [path: string, resource: Resource][] =>
  Object.entries(templates).flatMap(([stack, { Resources }]) =>
    Object.entries(Resources)
      .filter(([, { Type }]) => Type === type)
      .map(([id, resource]): [string, Resource] => [`${stack}/${id}`, resource]),
  );

describe('the house', () => {
  it('breaks no rule', () => {
    expect(violations(templates)).toEqual([]);
  });

  it('breaks none with a key of the customer either', () => {
    const withKey = synthesised(build({ customerKey: true, region: 'eu-west-1' }));
    expect(violations(withKey)).toEqual([]);
    const policies = JSON.stringify(withKey.BackroomOrders);
    expect(policies).toContain('kms:Decrypt');
  });

  it('deploys every door once, and nothing else', () => {
    const deployed = all('AWS::Lambda::Function').map(([, { Properties }]) => Properties.Description);
    expect(deployed.toSorted()).toEqual(doors());
  });

  it('keeps everything that remembers in one stack', () => {
    const remembering = ['AWS::DynamoDB::GlobalTable', 'AWS::Cognito::UserPool', 'AWS::S3::Bucket', 'AWS::KMS::Key'];
    const elsewhere = remembering.flatMap(all).filter(([path]) => !path.startsWith('BackroomMemory/'));
    expect(elsewhere).toEqual([]);
    const deadLetters = all('AWS::SQS::Queue').filter(([, { Properties }]) => !Properties.RedrivePolicy);
    expect(deadLetters.every(([path]) => path.startsWith('BackroomMemory/'))).toBe(true);
  });

  it('tells whoever is woken where to read on', () => {
    const runbook = readFileSync(join(import.meta.dirname, '../docs/runbook.md'), 'utf8');
    const headings = new Set([...runbook.matchAll(/^## (\S+)$/gm)].map(([, heading]) => heading));
    const alarms = all('AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties.AlarmDescription as string);
    const missing = alarms.filter((says) => !headings.has(/docs\/runbook\.md#(\S+)$/.exec(says)?.[1] ?? ''));
    expect(missing).toEqual([]);
    expect(FINDINGS.filter((kind) => !runbook.includes(`| \`${kind}\` |`))).toEqual([]);
  });

  it('asks the pool about whoever would do something dangerous', () => {
    const asking = (templates: Templates) =>
      Object.values(templates)
        .flatMap(({ Resources }) => Object.values(Resources))
        .filter(({ Type, Properties }) => Type.endsWith('Function') && Properties.Environment?.Variables?.USER_POOL_ID)
        .map(({ Properties }) => Properties.Description)
        .sort();
    expect(asking(templates)).toEqual([
      'accounts/api/erase-me',
      'accounts/api/request-export',
      'accounts/schedules/finish-erasures',
      'accounts/workers/on-account-closed',
      'payments/api/create-refund',
      'reconciliation/api/repair-discrepancy',
    ]);
    const elsewhere = synthesised(build({ issuer: 'https://login.example', audience: 'storefront' }));
    expect(asking(elsewhere)).toEqual([]);
    expect(violations(elsewhere)).toEqual([]);
  });

  it('lets nobody in but through the CDN, whose keys no template holds', () => {
    const REFERENCE = /^{{resolve:secretsmanager:[^}]*Secret[^}]*:SecretString:1::}}$/;
    const joined = (value: { 'Fn::Join'?: [string, (string | { 'Fn::ImportValue': string })[]] }) =>
      value?.['Fn::Join']?.[1].map((part) => (typeof part === 'string' ? part : part['Fn::ImportValue'])).join('');
    const [[, { Properties: cdn }], ...more] = all('AWS::CloudFront::Distribution') as [[string, Resource]];
    expect(more).toEqual([]);
    const [{ OriginCustomHeaders }] = cdn.DistributionConfig.Origins;
    const [{ HeaderName, HeaderValue }] = OriginCustomHeaders;
    expect(HeaderName).toBe(CDN_HEADER);
    expect(joined(HeaderValue)).toMatch(REFERENCE);

    const functions = new Map(all('AWS::Lambda::Function'));
    const integrations = all('AWS::ApiGatewayV2::Integration').map(
      ([path, { Properties }]) => `${path.split('/')[0]}/${Properties.IntegrationUri['Fn::GetAtt'][0]}`,
    );
    const keysOf = (path: string) => functions.get(path)?.Properties.Environment?.Variables?.CDN_KEYS;
    expect(integrations.length).toBeGreaterThan(30);
    expect(integrations.filter((path) => joined(keysOf(path)) !== joined(HeaderValue))).toEqual([]);
    expect([...functions.keys()].filter((path) => keysOf(path) && !integrations.includes(path))).toEqual([]);

    const rotating = build({ cdnKeys: '2,1' });
    const shown = JSON.stringify(synthesised(rotating).BackroomFront);
    expect(shown).toContain(':SecretString:2::}}');
    expect(shown).not.toContain(':SecretString:1::}}');
    expect(JSON.stringify(synthesised(rotating).BackroomOrders)).toMatch(/:SecretString:2::}} {{resolve.*?:1::}}/);
    expect(() => build({ cdnKeys: [] })).toThrow('the CDN needs a key');
  });

  it('keeps no answer at the edge, errors neither', () => {
    const [[, { Properties }]] = all('AWS::CloudFront::Distribution') as [[string, Resource]];
    const { DefaultCacheBehavior, CacheBehaviors, CustomErrorResponses } = Properties.DistributionConfig;
    expect(DefaultCacheBehavior.CachePolicyId).toBe('4135ea2d-6df8-44a3-9df3-4b5a84be39ad'); // CachingDisabled
    expect(CacheBehaviors).toBeUndefined();
    const kept = [400, 403, 404, 405, 414, 500, 501, 502, 503, 504];
    expect(CustomErrorResponses).toEqual(kept.map((ErrorCode) => ({ ErrorCode, ErrorCachingMinTTL: 0 })));
  });

  it('throttles routes that there are, on a stage that comes after all of them', () => {
    const [[path, { Properties }], ...more] = all('AWS::ApiGatewayV2::Stage') as [[string, Resource]];
    const routes = all('AWS::ApiGatewayV2::Route').map(([, route]) => route.Properties.RouteKey);
    const throttled = Object.keys(Properties.RouteSettings);
    expect(more).toEqual([]);
    expect(throttled).toContain('POST /v1/payments/{id}/refunds');
    expect(routes).toEqual(expect.arrayContaining(throttled));
    expect(Properties.DefaultRouteSettings).toMatchObject({ ThrottlingBurstLimit: 1_000, ThrottlingRateLimit: 500 });
    const [stack] = path.split('/');
    const stage = app.node.findChild(stack ?? '') as Stack;
    const capabilities = app.node.children.filter(Stack.isStack).filter((one) => one !== stage);
    const before = new Set(stage.dependencies);
    expect(capabilities.filter((one) => !before.has(one) && one.stackName !== 'BackroomMemory')).toEqual([]);
  });

  it('opens to each door only the partitions it needs', () => {
    const opened: Record<string, string[]> = {};
    const counting: string[] = [];
    const doorOf = new Map(
      all('AWS::Lambda::Function').map(([path, { Properties }]) => [
        `${path.split('/')[0]}/${Properties.Role['Fn::GetAtt'][0]}`,
        Properties.Description as string,
      ]),
    );
    for (const [path, { Properties }] of all('AWS::IAM::Policy')) {
      const door = doorOf.get(`${path.split('/')[0]}/${Properties.Roles[0].Ref}`) ?? path;
      for (const { Action, Resource, Condition } of Properties.PolicyDocument.Statement) {
        const prefixes: string[] | string | undefined =
          Condition?.['ForAllValues:StringLike']?.['dynamodb:LeadingKeys'];
        if (!prefixes) continue;
        if ([prefixes].flat().join() === 'LIMIT#*') {
          counting.push(door);
          continue;
        }
        const index = /index\/(gsi\d)/.exec(JSON.stringify(Resource))?.[1];
        const verb = index ?? (Action.includes('dynamodb:PutItem') ? 'writes' : 'reads');
        opened[door] ??= [];
        opened[door].push(`${verb} ${[prefixes].flat().join(' ')}`);
      }
    }
    // Whoever asks for a token counts its callers, and nobody else does.
    const asks = new Set(
      all('AWS::ApiGatewayV2::Route')
        .filter(([, { Properties }]) => Properties.AuthorizationType === 'JWT')
        .map(([path]) => path.replace(/(GET|HEAD|PUT|POST|PATCH|DELETE)v1.*$/, '')),
    );
    expect(counting).toHaveLength(asks.size);
    expect(new Set(counting).size).toBe(asks.size);
    const people = ['reads ACCOUNT#*', 'writes ACCOUNT#*'];
    const erasing = ['reads ACCOUNT#* ORDER#*', 'writes ACCOUNT#* ORDER#*', 'gsi1 OWNER#*'];
    expect(opened).toEqual({
      'accounts/api/delete-address': people,
      'accounts/api/erase-me': people,
      'accounts/api/get-export': ['reads ACCOUNT#*'],
      'accounts/api/get-me': ['reads ACCOUNT#*'],
      'accounts/api/list-addresses': ['reads ACCOUNT#*'],
      'accounts/api/list-export-items': ['reads ACCOUNT#*'],
      'accounts/api/patch-me': people,
      'accounts/api/put-address': people,
      'accounts/api/request-export': people,
      'accounts/schedules/finish-erasures': [...erasing, 'gsi4 ERASING#*'],
      'accounts/triggers/on-user-confirmed': people,
      'accounts/workers/on-account-closed': erasing,
      'accounts/workers/on-export-requested': ['reads ACCOUNT#* ORDER#*', 'writes ACCOUNT#*', 'gsi1 OWNER#*'],
      'catalog/api/archive-product': ['reads PRODUCT#*', 'writes PRODUCT#*'],
      'catalog/api/get-product': ['reads PRODUCT#*'],
      'catalog/api/list-products': ['reads PRODUCT#*', 'gsi1 CATEGORY#*', 'gsi2 PRODUCTS#*'],
      'catalog/api/patch-product': ['reads PRODUCT#*', 'writes PRODUCT#*'],
      'catalog/api/put-product': ['reads PRODUCT#*', 'writes PRODUCT#*'],
      'inventory/api/get-stock': ['reads PRODUCT#* STOCK#*'],
      'inventory/api/list-movements': ['reads PRODUCT#* STOCK#*'],
      'inventory/api/record-movement': ['reads MOVEMENT#* PRODUCT#* STOCK#*', 'writes MOVEMENT#* STOCK#*'],
      'inventory/api/set-shards': ['reads PRODUCT#* STOCK#*', 'writes STOCK#*'],
      'operations/api/get-health': ['reads HEALTH*'],
      'operations/schedules/resend-unsent-events': [
        'reads ACCOUNT#* ORDER#* PAYMENT#* RECONCILIATION#*',
        'writes ACCOUNT#* ORDER#* PAYMENT#* RECONCILIATION#*',
        'gsi4 UNSENT#*',
      ],
      'operations/streams/relay-events': [
        'reads ACCOUNT#* ORDER#* PAYMENT#* RECONCILIATION#*',
        'writes ACCOUNT#* ORDER#* PAYMENT#* RECONCILIATION#*',
      ],
      'orders/api/cancel-order': ['reads CANCELLATION#* ORDER#* STOCK#*', 'writes CANCELLATION#* ORDER#* STOCK#*'],
      'orders/api/get-order': ['reads ORDER#*'],
      'orders/api/list-order-events': ['reads ORDER#*'],
      'orders/api/list-orders': ['reads ORDER#*', 'gsi1 OWNER#*', 'gsi2 ORDERS#*', 'gsi3 REFERENCE#*'],
      'orders/api/place-order': ['reads ORDER#* PRODUCT#* STOCK#*', 'writes ORDER#* STOCK#*'],
      'orders/schedules/release-overdue-orders': [
        'reads ORDER#* STOCK#*',
        'writes ORDER#* STOCK#*',
        'gsi2 ORDERS#pending_payment#*',
        'gsi4 DUE#*',
      ],
      'orders/workers/on-payment-closed': ['reads ORDER#* STOCK#*', 'writes ORDER#* STOCK#*'],
      'orders/workers/on-payment-refunded': ['reads ORDER#* STOCK#*', 'writes ORDER#* STOCK#*'],
      'orders/workers/on-payment-succeeded': ['reads ORDER#* STOCK#*', 'writes ORDER#* STOCK#*'],
      'payments/api/create-payment': ['reads ORDER#* PAYING#* PAYMENT#*', 'writes ORDER#* PAYING#* PAYMENT#*'],
      'payments/api/create-refund': ['reads ORDER#* PAYING#* PAYMENT#*', 'writes PAYING#* PAYMENT#*'],
      'payments/api/list-payments': ['reads ORDER#* PAYMENT#*'],
      'payments/schedules/settle-payments': ['gsi4 SETTLING#*', 'reads PAYMENT#*', 'writes PAYMENT#*'],
      'payments/workers/on-order-cancelled': ['reads PAYMENT#*', 'writes PAYMENT#*'],
      'payments/workers/on-order-expiring': ['reads PAYMENT#*', 'writes PAYMENT#*'],
      'payments/workers/on-payment-orphaned': ['reads PAYMENT#*', 'writes PAYMENT#*'],
      'payments/workers/on-provider-event': ['reads PAYMENT#*', 'writes PARKED#* PAYMENT#*'],
      'reconciliation/api/get-reconciliation': ['reads DISCREPANCY#* RECONCILIATION#*'],
      'reconciliation/api/list-discrepancies': ['reads DISCREPANCY#*', 'gsi2 DISCREPANCIES#*'],
      'reconciliation/api/repair-discrepancy': [
        'reads DISCREPANCY#* ORDER#* PAYMENT#* REPAIR#* STOCK#*',
        'writes DISCREPANCY#* ORDER#* PARKED#* PAYMENT#* REPAIR#* STOCK#*',
      ],
      'reconciliation/api/start-reconciliation': ['writes RECONCILIATION#*'],
      'reconciliation/schedules/reconcile-hourly': ['writes RECONCILIATION#*'],
      'reconciliation/workers/on-reconciliation-due': [
        'reads ORDER#* PARKED#* PAYMENT#* STOCK#* DISCREPANCY#* RECONCILIATION#*',
        'gsi2 DISCREPANCIES#* ORDERS#* PAYMENTS#* SHELVES#*',
        'gsi4 DUE#* PARKED#* UNSENT#*',
        'writes DISCREPANCY#* RECONCILIATION#*',
      ],
      'reports/api/get-daily-report': ['reads REPORT#*'],
      'reports/workers/on-order-cancelled': ['writes REPORT#*'],
      'reports/workers/on-order-paid': ['writes REPORT#*'],
      'reports/workers/on-order-placed': ['writes REPORT#*'],
      'reports/workers/on-order-refunded': ['writes REPORT#*'],
    });
  });
});

describe('a rule', () => {
  const one = (type: string) => all(type)[0] as [string, Resource];
  type Change = (resource: Resource) => void;
  const worker = () =>
    all('AWS::Lambda::EventSourceMapping').find(([, { Properties }]) => Properties.ScalingConfig) as [string, Resource];
  const statement = (resource: Resource) =>
    resource.Properties.PolicyDocument.Statement.find((each: { Condition?: unknown }) => each.Condition);
  const tablePolicy = () =>
    all('AWS::IAM::Policy').find(([, resource]) => statement(resource)?.Condition?.Null) as [string, Resource];

  const plant: [name: string, found: [string, Resource], change: Change, says: string][] = [
    [
      'a wide action',
      one('AWS::IAM::Policy'),
      ({ Properties }) => {
        Properties.PolicyDocument.Statement[0].Action = 'dynamodb:*';
      },
      'grants dynamodb:*',
    ],
    [
      'a wide resource',
      one('AWS::IAM::Policy'),
      ({ Properties }) => {
        Properties.PolicyDocument.Statement[0].Resource = '*';
      },
      'grants *',
    ],
    [
      'a grant without leading keys',
      tablePolicy(),
      (resource) => {
        delete statement(resource).Condition;
      },
      'without leading keys',
    ],
    [
      'a grant that a keyless request passes',
      tablePolicy(),
      (resource) => {
        delete statement(resource).Condition.Null;
      },
      'requests without keys',
    ],
    [
      'a grant of all keys',
      tablePolicy(),
      (resource) => {
        statement(resource).Condition['ForAllValues:StringLike']['dynamodb:LeadingKeys'] = ['*'];
      },
      'opens the table at *',
    ],
    [
      'a grant to scan',
      tablePolicy(),
      (resource) => {
        statement(resource).Action = ['dynamodb:Scan'];
      },
      'may scan',
    ],
    [
      'a managed policy',
      one('AWS::IAM::Role'),
      ({ Properties }) => {
        Properties.ManagedPolicyArns = ['arn'];
      },
      'managed policy',
    ],
    [
      'a table without recovery',
      one('AWS::DynamoDB::GlobalTable'),
      ({ Properties }) => {
        delete Properties.Replicas[0].PointInTimeRecoverySpecification;
      },
      'point-in-time',
    ],
    [
      'a table that can be deleted',
      one('AWS::DynamoDB::GlobalTable'),
      ({ Properties }) => {
        Properties.Replicas[0].DeletionProtectionEnabled = false;
      },
      'can be deleted',
    ],
    [
      'a table that goes with its stack',
      one('AWS::DynamoDB::GlobalTable'),
      (resource) => {
        resource.DeletionPolicy = 'Delete';
      },
      'goes with',
    ],
    [
      'an unencrypted table',
      one('AWS::DynamoDB::GlobalTable'),
      ({ Properties }) => {
        delete Properties.SSESpecification;
      },
      'encrypted',
    ],
    [
      'an unencrypted queue',
      one('AWS::SQS::Queue'),
      ({ Properties }) => {
        delete Properties.SqsManagedSseEnabled;
      },
      'not encrypted',
    ],
    [
      'a queue without dead letters',
      all('AWS::SQS::Queue').find(([, { Properties }]) => Properties.RedrivePolicy) as [string, Resource],
      ({ Properties }) => {
        delete Properties.RedrivePolicy;
      },
      'no dead-letter queue',
    ],
    [
      'dead letters that go with their stack',
      one('AWS::SQS::Queue'),
      (resource) => {
        resource.DeletionPolicy = 'Delete';
      },
      'dead letters and all',
    ],
    [
      'an alarm that wakes nobody',
      one('AWS::CloudWatch::Alarm'),
      ({ Properties }) => {
        delete Properties.AlarmActions;
      },
      'wakes nobody',
    ],
    [
      'a queue open to the world',
      one('AWS::SQS::QueuePolicy'),
      ({ Properties }) => {
        Properties.PolicyDocument.Statement.push({ Effect: 'Allow', Action: 'sqs:SendMessage', Principal: '*' });
      },
      'aws:SourceArn',
    ],
    [
      'a queue without TLS',
      one('AWS::SQS::QueuePolicy'),
      ({ Properties }) => {
        Properties.PolicyDocument.Statement = [];
      },
      'without TLS',
    ],
    [
      'a short visibility',
      worker(),
      (resource) => {
        const queue = all('AWS::SQS::Queue').find(([path]) =>
          JSON.stringify(resource.Properties.EventSourceArn).includes(path.split('/')[1] as string),
        );
        (queue as [string, Resource])[1].Properties.VisibilityTimeout = 59;
      },
      'hides messages for 59 s',
    ],
    [
      'whole batches',
      worker(),
      ({ Properties }) => {
        delete Properties.FunctionResponseTypes;
      },
      'whole batches',
    ],
    [
      'a stream without a way out',
      all('AWS::Lambda::EventSourceMapping').find(([, { Properties }]) => Properties.StartingPosition) as [
        string,
        Resource,
      ],
      ({ Properties }) => {
        delete Properties.DestinationConfig;
      },
      'until it is lost',
    ],
    [
      'a permission for any source',
      one('AWS::Lambda::Permission'),
      ({ Properties }) => {
        delete Properties.SourceArn;
      },
      'aws:SourceArn',
    ],
    [
      'logs kept for ever',
      one('AWS::Logs::LogGroup'),
      ({ Properties }) => {
        delete Properties.RetentionInDays;
      },
      'for ever',
    ],
    [
      'another processor',
      one('AWS::Lambda::Function'),
      ({ Properties }) => {
        Properties.Architectures = ['x86_64'];
      },
      'arm64',
    ],
    [
      'a route for any token',
      all('AWS::ApiGatewayV2::Route').find(([, { Properties }]) => Properties.AuthorizationType === 'JWT') as [
        string,
        Resource,
      ],
      ({ Properties }) => {
        delete Properties.AuthorizationScopes;
      },
      'any token',
    ],
  ];

  it.each(plant)('finds %s, and says where', (_name, [path, resource], change, says) => {
    const queues = all('AWS::SQS::Queue').map(([, queue]) => [queue, structuredClone(queue.Properties)] as const);
    const before = structuredClone(resource);
    change(resource);
    const found = violations(templates);
    Object.assign(resource, before);
    for (const [queue, properties] of queues) queue.Properties = properties;
    expect(found).toEqual([expect.stringContaining(says)]);
    expect(found[0]).toContain(path);
  });

  it('finds an alarm that is missing', () => {
    const [, { Resources }] = Object.entries(templates).find(([stack]) => stack === 'BackroomReports') as [
      string,
      Templates[string],
    ];
    const alarms = Object.entries(Resources).filter(([, { Type }]) => Type === 'AWS::CloudWatch::Alarm');
    for (const [id] of alarms) delete Resources[id];
    const found = violations(templates);
    Object.assign(Resources, Object.fromEntries(alarms));
    const queues = Object.values(Resources).filter(({ Type }) => Type === 'AWS::SQS::Queue');
    expect(found).toHaveLength(queues.length);
    for (const each of found) expect(each).toContain('no alarm watches');
  });
});
