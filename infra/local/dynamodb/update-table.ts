import { awsError, invalid } from './errors.ts';
import type { Item } from './item.ts';
import { clear, type Input, type Output, type Service } from './service.ts';
import { allOf } from './store.ts';
import {
  type IndexDescription,
  indexEntry,
  indexPrefix,
  type Table,
  type TableDescription,
  type TableSettings,
  tableOf,
} from './table.ts';
import { encryption, type Settings, streamView, withIndexFacts } from './table-settings.ts';

/** UpdateTable: settings, the stream, and one index at a time. It answers when an added index is filled. */
export const updateTable = (service: Service, { find, keep, save, setStream }: Settings) => {
  const { store, tables, begin } = service;

  /** Writers keep the index from the start; the settings have it once the older items are in it. */
  const addIndex = async (table: Table, index: IndexDescription): Promise<void> => {
    const { description } = table;
    const existing = description.GlobalSecondaryIndexes ?? [];
    if (existing.some(({ IndexName }) => IndexName === index.IndexName))
      throw invalid(`One or more parameter values were invalid: Duplicate index name: ${index.IndexName}`);
    const grown = tableOf({
      ...table.settings,
      description: { ...description, GlobalSecondaryIndexes: [...existing, withIndexFacts(description, index)] },
    });
    await clear(service, [indexPrefix('global', table.name, index.IndexName)]);
    tables.set(table.name, grown);
    for await (const rows of store.entries(allOf(table.prefix))) {
      const changes = begin();
      for (const [key] of rows)
        for (const added of grown.indexes.filter(({ name }) => name === index.IndexName)) {
          const entry = indexEntry(grown, added, changes.get(key) as Item | undefined);
          if (entry) changes.put(added.prefix + entry.key, entry.item);
        }
      await changes.commit();
    }
    await save(grown);
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
    await clear(service, [indexPrefix('global', table.name, name)]);
  };

  return async (table: Table, input: Input): Promise<Output> => {
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
};
