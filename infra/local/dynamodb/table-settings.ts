import type { Changes } from './changes.ts';
import { awsError, invalid } from './errors.ts';
import type { Service } from './service.ts';
import type { ViewType } from './streams.ts';
import {
  type IndexDescription,
  settingsKey,
  type Table,
  type TableDescription,
  type TableSettings,
  tableOf,
} from './table.ts';

const notFound = (name: unknown) =>
  awsError('ResourceNotFoundException', `Requested resource not found: Table: ${name} not found`);

export const withIndexFacts = (description: TableDescription, index: IndexDescription): IndexDescription => ({
  ...index,
  IndexStatus: 'ACTIVE',
  IndexArn: `${description.TableArn}/index/${index.IndexName}`,
  IndexSizeBytes: 0,
  ItemCount: 0,
});

/** The view that a request asks for; none when it wants no stream. @throws ValidationException */
export const streamView = (specification: unknown): ViewType | undefined => {
  const { StreamEnabled, StreamViewType } = (specification ?? {}) as {
    StreamEnabled?: boolean;
    StreamViewType?: ViewType;
  };
  if (!StreamEnabled) return undefined;
  if (!StreamViewType || !['NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES', 'KEYS_ONLY'].includes(StreamViewType))
    throw invalid('One or more parameter values were invalid: StreamViewType is required when StreamEnabled is true');
  return StreamViewType;
};

/** What DescribeTable says of the encryption that a request asks for; the data stay as they are. */
export const encryption = (specification: unknown): object => {
  const { Enabled, SSEType = 'KMS', KMSMasterKeyId } = (specification ?? {}) as Record<string, unknown>;
  if (!Enabled) return {};
  return {
    SSEDescription: { Status: 'ENABLED', SSEType, ...(KMSMasterKeyId ? { KMSMasterKeyArn: KMSMasterKeyId } : {}) },
  };
};

/** Reads and changes what is kept about tables; a change is known to writers at once and committed with the rest. */
export const tableSettings = ({ streams, tables, begin }: Pick<Service, 'streams' | 'tables' | 'begin'>) => {
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

  return { keep, save, find, setStream };
};

export type Settings = ReturnType<typeof tableSettings>;
