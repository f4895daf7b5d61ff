import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AttributeType,
  Billing,
  ProjectionType,
  StreamViewType,
  TableEncryptionV2,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { Handler } from './handler.ts';
import { INDEXES } from './indexes.ts';

const READ = ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'];
const WRITE = ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:ConditionCheckItem'];

/** One table, many rooms: a grant names the partition-key prefixes it opens, and nothing else of the table. */
export class Table extends TableV2 {
  constructor(scope: Construct, id: string, { key }: { key?: IKey }) {
    super(scope, id, {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      // Keys only: a change of state then writes no index whose keys stay, and readers fetch what is true now.
      globalSecondaryIndexes: INDEXES.map((indexName) => ({
        indexName,
        partitionKey: { name: `${indexName}pk`, type: AttributeType.STRING },
        sortKey: { name: `${indexName}sk`, type: AttributeType.STRING },
        projectionType: ProjectionType.KEYS_ONLY,
      })),
      billing: Billing.onDemand(),
      dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES,
      timeToLiveAttribute: 'ttl',
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      encryption: key ? TableEncryptionV2.customerManagedKey(key) : TableEncryptionV2.dynamoOwnedKey(),
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }

  /** Rows of partitions that begin with one of `prefixes`. What one request reads together must be in one grant. */
  reads(handler: Handler, ...prefixes: string[]) {
    this.open(handler, READ, [this.tableArn], prefixes);
  }

  writes(handler: Handler, ...prefixes: string[]) {
    this.open(handler, WRITE, [this.tableArn], prefixes);
  }

  /** Partitions of an index. */
  lists(handler: Handler, index: (typeof INDEXES)[number], ...prefixes: string[]) {
    this.open(handler, ['dynamodb:Query'], [`${this.tableArn}/index/${index}`], prefixes);
  }

  /** How often each caller calls: context `limits` says how often it may. */
  limits(handler: Handler) {
    handler.addEnvironment('LIMITS', JSON.stringify(this.node.getContext('limits')));
    this.open(handler, ['dynamodb:UpdateItem'], [this.tableArn], ['LIMIT#']);
  }

  /** With a key of the customer's own, whoever reads or writes the table also needs the key. */
  private unlock(handler: Handler) {
    this.encryptionKey?.grant(handler, 'kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:DescribeKey');
  }

  private open(handler: Handler, actions: string[], resources: string[], prefixes: string[]) {
    handler.addEnvironment('TABLE_NAME', this.tableName);
    this.unlock(handler);
    handler.addToRolePolicy(
      new PolicyStatement({
        actions,
        resources,
        // ForAllValues is also true of a request without keys, such as a scan; Null closes that door.
        conditions: {
          'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': prefixes.map((prefix) => `${prefix}*`) },
          Null: { 'dynamodb:LeadingKeys': 'false' },
        },
      }),
    );
  }
}
