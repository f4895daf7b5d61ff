import { randomUUID } from 'node:crypto';
import * as createTable from 'dynalite/validations/createTable.js';
import validations from 'dynalite/validations/index.js';
import type { Changes } from './changes.ts';
import { awsError, invalid } from './errors.ts';
import type { Item } from './item.ts';
import type { Call, Input, Operation, Output, Service } from './service.ts';
import type { ViewType } from './streams.ts';
import {
  expiryPrefix,
  type IndexDescription,
  indexEntry,
  indexPrefix,
  settingsKey,
  type Table,
  type TableDescription,
  type TableSettings,
  tableOf,
} from './table.ts';
import { timeToLiveOperations } from './time-to-live.ts';

const ACCOUNT_ID = '000000000000';
const DEFAULT_RECOVERY_DAYS = 35;
const MAX_LISTED = 100;

type Tag = { Key: string; Value: string };
type StreamSpecification = { StreamEnabled: boolean; StreamViewType?: ViewType };

const notFound = (name: unknown) =>
  awsError('ResourceNotFoundException', `Requested resource not found: Table: ${name} not found`);

const withIndexFacts = (description: TableDescription, index: IndexDescription): IndexDescription => ({
  ...index,
  IndexStatus: 'ACTIVE',
  IndexArn: `${description.TableArn}/index/${index.IndexName}`,
  IndexSizeBytes: 0,
  ItemCount: 0,
});

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

const streamView = (specification: unknown): ViewType | undefined => {
  const { StreamEnabled, StreamViewType } = (specification ?? {}) as Partial<StreamSpecification>;
  if (!StreamEnabled) return undefined;
  if (!StreamViewType || !['NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES', 'KEYS_ONLY'].includes(StreamViewType))
    throw invalid('One or more parameter values were invalid: StreamViewType is required when StreamEnabled is true');
  return StreamViewType;
};

/** Tables and their settings. Every change is there at once: a table is ACTIVE as soon as CreateTable answers. */
export const controlPlaneOperations = (service: Service): Record<string, Operation> => {
  const { store, streams, tables, begin, now } = service;

  const keep = (changes: Changes, settings: TableSettings): Table => {
    const table = tableOf(settings);
    tables.set(table.name, table);
    changes.put(settingsKey(table.name), settings);
    return table;
  };

  const save = async ({ settings }: Table): Promise<void> => {
    const changes = begin();
    keep(changes, settings);
    await changes.commit();
  };

  const find = (name: unknown): Table => {
    const table = tables.get(String(name).split('/').at(-1) as string);
    if (!table) throw notFound(name);
    return table;
  };

  const setStream = (
    changes: Changes,
    table: Pick<Table, 'name' | 'description'>,
    view: ViewType | undefined,
  ): void => {
    const { description } = table;
    const { LatestStreamArn: current, StreamSpecification: specification } = description;
    if (current && specification?.StreamEnabled) streams.disable(changes, current);
    delete description.StreamSpecification;
    if (!view) return;
    const { arn, label } = streams.enable(changes, table, view);
    description.LatestStreamArn = arn;
    description.LatestStreamLabel = label;
    description.StreamSpecification = { StreamEnabled: true, StreamViewType: view };
  };

  const describe = async ({ description }: Table): Promise<TableDescription> => description;

  const CreateTable: Operation = async ({ input, region }) => {
    const view = streamView(input.StreamSpecification);
    const known = Object.fromEntries(
      KNOWN_TO_DYNALITE.filter((name) => name in input).map((name) => [name, input[name]]),
    );
    const checked = validations.checkTypes(structuredClone(known), createTable.types);
    validations.checkValidations(checked, createTable.types, createTable.custom, {});
    const base = checked as Partial<TableDescription> & { TableName: string; BillingMode?: string };
    if (tables.has(base.TableName)) throw awsError('ResourceInUseException', `Table already exists: ${base.TableName}`);
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
    const changes = begin();
    setStream(changes, { name: base.TableName, description }, view);
    keep(changes, { description, tags: (input.Tags as Tag[] | undefined) ?? [] });
    await changes.commit();
    return { TableDescription: description };
  };

  const clear = async (prefixes: string[]): Promise<void> => {
    for (const prefix of prefixes)
      for await (const rows of store.entries({ gte: prefix, lt: `${prefix}\xff` })) {
        const changes = begin();
        for (const [key] of rows) changes.delete(key);
        await changes.commit();
      }
  };

  const DeleteTable = async (table: Table): Promise<Output> => {
    const { description } = table;
    if (description.DeletionProtectionEnabled)
      throw invalid(
        `Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.`,
      );
    const changes = begin();
    setStream(changes, table, undefined);
    tables.delete(table.name);
    changes.delete(settingsKey(table.name));
    await changes.commit();
    await clear([table.prefix, expiryPrefix(table.name), ...table.indexes.map(({ prefix }) => prefix)]);
    return { TableDescription: { ...description, TableStatus: 'DELETING' } };
  };

  const addIndex = async (table: Table, index: IndexDescription): Promise<void> => {
    const { description } = table;
    const existing = description.GlobalSecondaryIndexes ?? [];
    if (existing.some(({ IndexName }) => IndexName === index.IndexName))
      throw invalid(`One or more parameter values were invalid: Duplicate index name: ${index.IndexName}`);
    const settings = {
      ...table.settings,
      description: { ...description, GlobalSecondaryIndexes: [...existing, withIndexFacts(description, index)] },
    };
    const changes = begin();
    const grown = keep(changes, settings);
    const added = grown.indexes.find(({ name }) => name === index.IndexName);
    for await (const rows of store.entries({ gte: table.prefix, lt: `${table.prefix}\xff` }))
      for (const [, item] of rows) {
        const entry = added && indexEntry(grown, added, item as Item);
        if (entry) changes.put(added.prefix + entry.key, entry.item);
      }
    await changes.commit();
  };

  const removeIndex = async (table: Table, name: string): Promise<void> => {
    const { description } = table;
    const left = (description.GlobalSecondaryIndexes ?? []).filter(({ IndexName }) => IndexName !== name);
    if (left.length === (description.GlobalSecondaryIndexes ?? []).length)
      throw awsError('ResourceNotFoundException', `Requested resource not found: Index: ${name} not found`);
    const { GlobalSecondaryIndexes: _, ...rest } = description;
    await save(
      tableOf({
        ...table.settings,
        description: left.length > 0 ? { ...rest, GlobalSecondaryIndexes: left } : rest,
      } as TableSettings),
    );
    await clear([indexPrefix('global', table.name, name)]);
  };

  const UpdateTable = async (table: Table, input: Input): Promise<Output> => {
    const updates = (input.GlobalSecondaryIndexUpdates ?? []) as {
      Create?: IndexDescription;
      Delete?: { IndexName: string };
    }[];
    if (updates.filter(({ Create, Delete }) => Create ?? Delete).length > 1)
      throw awsError(
        'LimitExceededException',
        'Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table',
      );
    const { description } = table;
    const view = streamView(input.StreamSpecification);
    if (view && description.StreamSpecification?.StreamEnabled)
      throw invalid(`Table already has an enabled stream: TableName: ${table.name}`);
    if (input.AttributeDefinitions)
      description.AttributeDefinitions = input.AttributeDefinitions as TableDescription['AttributeDefinitions'];
    if (typeof input.DeletionProtectionEnabled === 'boolean')
      description.DeletionProtectionEnabled = input.DeletionProtectionEnabled;
    if (input.OnDemandThroughput) description.OnDemandThroughput = input.OnDemandThroughput;
    if (input.BillingMode) description.BillingModeSummary = { BillingMode: input.BillingMode };
    Object.assign(description, encryption(input.SSESpecification));
    const changes = begin();
    if (input.StreamSpecification) setStream(changes, table, view);
    keep(changes, table.settings);
    await changes.commit();
    for (const { Create, Delete } of updates) {
      if (Create) await addIndex(find(table.name), Create);
      if (Delete) await removeIndex(find(table.name), Delete.IndexName);
    }
    return { TableDescription: find(table.name).description };
  };

  const backups = ({ settings: { pointInTimeRecovery: recovery } }: Table): Output => ({
    ContinuousBackupsDescription: {
      ContinuousBackupsStatus: 'ENABLED',
      PointInTimeRecoveryDescription: recovery
        ? {
            PointInTimeRecoveryStatus: 'ENABLED',
            RecoveryPeriodInDays: recovery.days,
            EarliestRestorableDateTime: Math.max(recovery.enabledAt, now() - recovery.days * 86_400_000) / 1000,
            LatestRestorableDateTime: now() / 1000,
          }
        : { PointInTimeRecoveryStatus: 'DISABLED' },
    },
  });

  const UpdateContinuousBackups = async (table: Table, input: Input): Promise<Output> => {
    const { PointInTimeRecoveryEnabled: enabled, RecoveryPeriodInDays: days = DEFAULT_RECOVERY_DAYS } =
      (input.PointInTimeRecoverySpecification ?? {}) as {
        PointInTimeRecoveryEnabled?: boolean;
        RecoveryPeriodInDays?: number;
      };
    if (typeof enabled !== 'boolean') throw invalid('PointInTimeRecoveryEnabled is required');
    if (enabled)
      table.settings.pointInTimeRecovery = { enabledAt: table.settings.pointInTimeRecovery?.enabledAt ?? now(), days };
    else delete table.settings.pointInTimeRecovery;
    await save(table);
    return backups(table);
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
    DescribeTable: async (table) => ({ Table: await describe(table) }),
    DeleteTable,
    UpdateTable,
    UpdateContinuousBackups,
    DescribeContinuousBackups: backups,
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

const encryption = (specification: unknown): object => {
  const { Enabled, SSEType = 'KMS', KMSMasterKeyId } = (specification ?? {}) as Record<string, unknown>;
  if (!Enabled) return {};
  return {
    SSEDescription: { Status: 'ENABLED', SSEType, ...(KMSMasterKeyId ? { KMSMasterKeyArn: KMSMasterKeyId } : {}) },
  };
};
