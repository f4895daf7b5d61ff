import type { Meter } from './capacity.ts';
import type { Changes } from './changes.ts';
import type { ParseRequest } from './requests.ts';
import { allOf, type Store } from './store.ts';
import type { Streams } from './streams.ts';
import type { Table } from './table.ts';

/** What somebody wants to do, asked before anything is done. The names are those of IAM. */
export type Access = {
  accessKeyId: string;
  /** `dynamodb:PutItem`; a transaction asks for each of its items. */
  action: string;
  tableName: string;
  indexName?: string;
  /** Values of the partition key, as in the condition key `dynamodb:LeadingKeys`; empty for a scan or a table. */
  leadingKeys: string[];
};

export type Input = Record<string, unknown>;

/** One call: who asks for what, and what it consumes. */
export type Call = {
  input: Input;
  accessKeyId: string;
  region: string;
  meter: Meter;
  /** @throws AccessDeniedException */
  authorize(access: Omit<Access, 'accessKeyId'>): void;
};

export type Output = Record<string, unknown>;

export type Operation = (call: Call) => Output | Promise<Output>;

/** What the operations share. */
export type Service = {
  store: Store;
  streams: Streams;
  tables: Map<string, Table>;
  /** @throws ResourceNotFoundException */
  table(name: string): Table;
  parse: ParseRequest;
  begin(): Changes;
  now(): number;
};

/** Deletes every row under the prefixes, in as many commits as it takes. */
export const clear = async ({ store, begin }: Service, prefixes: string[]): Promise<void> => {
  for (const prefix of prefixes)
    for await (const rows of store.entries(allOf(prefix))) {
      const changes = begin();
      for (const [key] of rows) changes.delete(key);
      await changes.commit();
    }
};
