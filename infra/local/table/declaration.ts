import * as v from 'valibot';
import type { Assembly } from '../template/assembly.ts';

export type TableDeclaration = {
  name: string;
  arn: string;
  streamArn: string;
  /** CreateTable's input. */
  input: Record<string, unknown>;
  /** The attribute that holds the expiry time. */
  expiry?: string;
};

const Properties = v.object({
  AttributeDefinitions: v.array(v.object({ AttributeName: v.string(), AttributeType: v.string() })),
  KeySchema: v.array(v.object({ AttributeName: v.string(), KeyType: v.string() })),
  BillingMode: v.literal('PAY_PER_REQUEST', 'only on-demand tables are known'),
  GlobalSecondaryIndexes: v.optional(v.array(v.record(v.string(), v.unknown()))),
  LocalSecondaryIndexes: v.optional(v.array(v.record(v.string(), v.unknown()))),
  StreamSpecification: v.optional(v.object({ StreamViewType: v.string() })),
  TimeToLiveSpecification: v.optional(v.object({ AttributeName: v.string(), Enabled: v.boolean() })),
});

/** @throws Error when there is not exactly one table */
export const declaredTable = (assembly: Assembly): TableDeclaration => {
  const [table, ...more] = assembly.all('AWS::DynamoDB::GlobalTable', Properties);
  if (!table || more.length > 0) throw new Error('the local host serves exactly one table');
  const { AttributeDefinitions, KeySchema, BillingMode, GlobalSecondaryIndexes, LocalSecondaryIndexes } =
    table.properties;
  const { StreamSpecification, TimeToLiveSpecification } = table.properties;
  return {
    name: table.name,
    arn: table.attribute('Arn'),
    streamArn: table.attribute('StreamArn'),
    input: {
      TableName: table.name,
      AttributeDefinitions,
      KeySchema,
      BillingMode,
      ...(GlobalSecondaryIndexes && { GlobalSecondaryIndexes }),
      ...(LocalSecondaryIndexes && { LocalSecondaryIndexes }),
      ...(StreamSpecification && { StreamSpecification: { StreamEnabled: true, ...StreamSpecification } }),
    },
    ...(TimeToLiveSpecification?.Enabled && { expiry: TimeToLiveSpecification.AttributeName }),
  };
};
