import { randomUUID } from 'node:crypto';
import * as createTable from 'dynalite/validations/createTable.js';
import validations from 'dynalite/validations/index.js';
import { continuousBackupsOperations } from './continuous-backups.ts';
import { awsError, invalid } from './errors.ts';
import { type Call, clear, type Input, type Operation, type Output, type Service } from './service.ts';
import { expiryPrefix, settingsKey, type Table, type TableDescription, tableOf } from './table.ts';
import { encryption, streamView, tableSettings, withIndexFacts } from './table-settings.ts';
import { timeToLiveOperations } from './time-to-live.ts';
import { updateTable } from './update-table.ts';

const ACCOUNT_ID = '000000000000';
const MAX_LISTED = 100;

type Tag = { Key: string; Value: string };

/** Fields that dynalite does not know, so that its validation of the others need not see them. */
const KNOWN_TO_DYNALITE = [
  'TableName',
  'AttributeDefinitions',
  'KeySchema',
  'LocalSecondaryIndexes',
  'GlobalSecondaryIndexes',
  'BillingMode',
  'ProvisionedThroughput',
];

/** Where a table's rows are. They may outlive it when the process ends while it is being deleted. */
const prefixesOf = ({ name, prefix, indexes }: Table): string[] => [
  prefix,
  expiryPrefix(name),
  ...indexes.map((index) => index.prefix),
];

/** Tables and their settings. Every change is there at once: a table is ACTIVE as soon as CreateTable answers. */
export const controlPlaneOperations = (service: Service): Record<string, Operation> => {
  const { tables, begin, now } = service;
  const settings = tableSettings(service);
  const { keep, save, find, setStream } = settings;

  const CreateTable: Operation = async ({ input, region }) => {
    const view = streamView(input.StreamSpecification);
    const known = Object.fromEntries(
      KNOWN_TO_DYNALITE.filter((name) => name in input).map((name) => [name, input[name]]),
    );
    const checked = validations.checkTypes(structuredClone(known), createTable.types);
    validations.checkValidations(checked, createTable.types, createTable.custom, {});
    const base = checked as Partial<TableDescription> & { TableName: string; BillingMode?: string };
    const { BillingMode, ...rest } = base;
    const createdAt = now() / 1000;
    const description = {
      ...rest,
      TableArn: `arn:aws:dynamodb:${region}:${ACCOUNT_ID}:table/${base.TableName}`,
      TableId: randomUUID(),
      TableStatus: 'ACTIVE',
      CreationDateTime: createdAt,
      ItemCount: 0,
      TableSizeBytes: 0,
      ProvisionedThroughput: {
        ReadCapacityUnits: 0,
        WriteCapacityUnits: 0,
        ...(base.ProvisionedThroughput as object | undefined),
        NumberOfDecreasesToday: 0,
      },
      ...(BillingMode === 'PAY_PER_REQUEST'
        ? { BillingModeSummary: { BillingMode, LastUpdateToPayPerRequestDateTime: createdAt } }
        : {}),
      DeletionProtectionEnabled: input.DeletionProtectionEnabled === true,
      ...encryption(input.SSESpecification),
      ...(input.OnDemandThroughput ? { OnDemandThroughput: input.OnDemandThroughput } : {}),
      ...(input.TableClass ? { TableClassSummary: { TableClass: input.TableClass } } : {}),
    } as TableDescription;
    for (const scope of ['GlobalSecondaryIndexes', 'LocalSecondaryIndexes'] as const) {
      const indexes = description[scope];
      if (indexes) description[scope] = indexes.map((index) => withIndexFacts(description, index));
    }
    const settings = { description, tags: (input.Tags as Tag[] | undefined) ?? [] };
    if (!tables.has(base.TableName)) await clear(service, prefixesOf(tableOf(settings)));
    if (tables.has(base.TableName)) throw awsError('ResourceInUseException', `Table already exists: ${base.TableName}`);
    const changes = begin();
    setStream(changes, { name: base.TableName, description }, view);
    keep(changes, settings);
    await changes.commit();
    return { TableDescription: description };
  };

  const DeleteTable = async (table: Table): Promise<Output> => {
    const { description } = table;
    if (description.DeletionProtectionEnabled)
      throw invalid(
        `Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.`,
      );
    description.TableStatus = 'DELETING';
    const changes = begin();
    setStream(changes, table, undefined);
    changes.delete(settingsKey(table.name));
    await changes.commit();
    await clear(service, prefixesOf(table));
    tables.delete(table.name);
    return { TableDescription: description };
  };

  const ListTables: Operation = ({ input }) => {
    const { ExclusiveStartTableName: after = '', Limit = MAX_LISTED } = input;
    const names = [...tables.keys()].sort().filter((name) => name > String(after));
    const page = names.slice(0, Number(Limit));
    return { TableNames: page, ...(page.length < names.length ? { LastEvaluatedTableName: page.at(-1) } : {}) };
  };

  const TagResource = async (table: Table, input: Input): Promise<Output> => {
    const fresh = input.Tags as Tag[];
    const kept = table.settings.tags.filter(({ Key }) => !fresh.some((tag) => tag.Key === Key));
    table.settings.tags = [...kept, ...fresh];
    await save(table);
    return {};
  };

  const UntagResource = async (table: Table, input: Input): Promise<Output> => {
    table.settings.tags = table.settings.tags.filter(({ Key }) => !(input.TagKeys as string[]).includes(Key));
    await save(table);
    return {};
  };

  type OnTable = (table: Table, input: Input) => Output | Promise<Output>;
  const onTable: Record<string, OnTable> = {
    DescribeTable: ({ description }) => ({ Table: description }),
    DeleteTable,
    UpdateTable: updateTable(service, settings),
    ...continuousBackupsOperations(now, save),
    ListTagsOfResource: ({ settings }) => ({ Tags: settings.tags }),
    TagResource,
    UntagResource,
    ...timeToLiveOperations(service, save),
  };
  const authorized =
    (name: string, operation: OnTable): Operation =>
    (call: Call) => {
      const table = find(call.input.TableName ?? call.input.ResourceArn);
      call.authorize({ action: `dynamodb:${name}`, tableName: table.name, leadingKeys: [] });
      return operation(table, call.input);
    };

  return {
    CreateTable: (call) => {
      call.authorize({ action: 'dynamodb:CreateTable', tableName: String(call.input.TableName), leadingKeys: [] });
      return CreateTable(call);
    },
    ListTables,
    ...Object.fromEntries(Object.entries(onTable).map(([name, operation]) => [name, authorized(name, operation)])),
  };
};
