import db from 'dynalite/db/index.js';
import type { Item } from './item.ts';
import { pick } from './item.ts';

export type KeySchemaElement = { AttributeName: string; KeyType: 'HASH' | 'RANGE' };

export type IndexDescription = {
  IndexName: string;
  KeySchema: KeySchemaElement[];
  Projection: { ProjectionType: 'ALL' | 'KEYS_ONLY' | 'INCLUDE'; NonKeyAttributes?: string[] };
  IndexStatus?: string;
  IndexArn?: string;
  [more: string]: unknown;
};

/** What DescribeTable answers; dynalite's functions take it as their table. */
export type TableDescription = {
  TableName: string;
  TableArn: string;
  TableStatus: 'ACTIVE' | 'DELETING';
  KeySchema: KeySchemaElement[];
  AttributeDefinitions: { AttributeName: string; AttributeType: 'S' | 'N' | 'B' }[];
  GlobalSecondaryIndexes?: IndexDescription[];
  LocalSecondaryIndexes?: IndexDescription[];
  DeletionProtectionEnabled?: boolean;
  LatestStreamArn?: string;
  LatestStreamLabel?: string;
  StreamSpecification?: { StreamEnabled: boolean; StreamViewType?: string };
  [more: string]: unknown;
};

/** All that is kept about a table, as one record. */
export type TableSettings = {
  description: TableDescription;
  /** The attribute that holds the expiry time, when TTL is on. */
  expiryAttribute?: string;
  pointInTimeRecovery?: { enabledAt: number; days: number };
  tags: { Key: string; Value: string }[];
};

export type Scope = 'global' | 'local';

export type Index = {
  name: string;
  scope: Scope;
  prefix: string;
  /** Attributes that an item needs to be in the index. */
  keyNames: string[];
  description: IndexDescription;
  /** Attributes that an entry carries; absent when it carries all. */
  projected: string[] | undefined;
};

export type Table = {
  name: string;
  settings: TableSettings;
  description: TableDescription;
  prefix: string;
  keyNames: string[];
  indexes: Index[];
};

export type IndexEntry = { key: string; item: Item };

export const settingsKey = (tableName: string): string => `table~${tableName}`;

/** Expiry times sort as text. */
export const expiryPrefix = (tableName: string): string => `expiry-${tableName}~`;

export const itemPrefix = (tableName: string): string => `item-${tableName}~`;

export const indexPrefix = (scope: Scope, tableName: string, indexName: string): string =>
  `index-${scope}~${tableName}~${indexName}~`;

const namesOf = (schema: KeySchemaElement[]): string[] => schema.map(({ AttributeName }) => AttributeName);

/** Works out once what every write needs. */
export const tableOf = (settings: TableSettings): Table => {
  const { description } = settings;
  const { TableName: name } = description;
  const keyNames = namesOf(description.KeySchema);
  const indexesOf = (scope: Scope, descriptions: IndexDescription[] = []): Index[] =>
    descriptions.map((index) => {
      const indexKeys = namesOf(index.KeySchema);
      const { ProjectionType, NonKeyAttributes = [] } = index.Projection;
      return {
        name: index.IndexName,
        scope,
        prefix: indexPrefix(scope, name, index.IndexName),
        keyNames: indexKeys,
        description: index,
        projected:
          ProjectionType === 'ALL' ? undefined : [...new Set([...keyNames, ...indexKeys, ...NonKeyAttributes])],
      };
    });
  return {
    name,
    settings,
    description,
    prefix: itemPrefix(name),
    keyNames,
    indexes: [
      ...indexesOf('global', description.GlobalSecondaryIndexes),
      ...indexesOf('local', description.LocalSecondaryIndexes),
    ],
  };
};

/** The item's place within its table. */
export const primaryKey = (table: Table, item: Item): string => db.createKey(item, table.description);

/**
 * The entry's place within its index: the index key, then the whole primary key. (dynalite puts six hex digits of a
 * hash there, so two of a few thousand entries with one index key may fall together.)
 */
export const indexKey = (table: Table, index: Index, item: Item): string =>
  db.createKey(item, table.description, index.description.KeySchema) + primaryKey(table, item);

/** What the index holds of an item: nothing when it lacks one of the index's keys. */
export const indexEntry = (table: Table, index: Index, item: Item | undefined): IndexEntry | undefined => {
  if (!item || !index.keyNames.every((name) => item[name])) return undefined;
  return { key: indexKey(table, index, item), item: index.projected ? pick(item, index.projected) : item };
};
