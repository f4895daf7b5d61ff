import { readUnits } from './capacity.ts';
import { invalid, isAwsError, nameOf } from './errors.ts';
import { type CancellationReason, cancelled } from './faults.ts';
import { tokenMemory } from './idempotency.ts';
import { type Item, itemBytes } from './item.ts';
import { consumedByEach, keyOfRead, leadingKey, project } from './items.ts';
import type { Parsed } from './requests.ts';
import type { Call, Input, Operation, Service } from './service.ts';
import { changeItem, isWriteKind, planWrite, tableUnits, tryWrite, type Write } from './write.ts';

const MAX_ITEMS = 100;
const MAX_BYTES = 4 * 1024 * 1024;

/** A transactional unit: prepare and commit cost one each. */
const FACTOR = 2;

const itemsOf = (input: Input): Input[] => {
  const { TransactItems: items } = input;
  if (!Array.isArray(items) || items.length < 1 || items.length > MAX_ITEMS)
    throw invalid(
      `1 validation error detected: Value at 'transactItems' failed to satisfy constraint: Member must have length ${Array.isArray(items) && items.length > MAX_ITEMS ? `less than or equal to ${MAX_ITEMS}` : 'greater than or equal to 1'}`,
    );
  return items;
};

const checkOnce = (keys: string[]): void => {
  if (new Set(keys).size < keys.length)
    throw invalid('Transaction request cannot include multiple operations on one item');
};

const ACTIONS = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
} as const;

const planItem = (service: Service, transactItem: Input): Write => {
  const [[kind, input] = [], ...others] = Object.entries(transactItem ?? {}).filter(([, value]) => value !== undefined);
  if (!isWriteKind(kind) || others.length > 0)
    throw invalid('TransactItems can only contain one of Check, Put, Update or Delete');
  const write = planWrite(service, kind, input as Input);
  if (kind === 'Update' && !write.data._updates)
    throw invalid("The parameter 'UpdateExpression' is required but was not present in the request");
  if (kind === 'ConditionCheck' && !write.data._condition)
    throw invalid("The parameter 'ConditionExpression' is required but was not present in the request");
  return write;
};

const reasonOf = (error: unknown): CancellationReason => {
  if (!isAwsError(error)) throw error;
  if (nameOf(error) === 'ConditionalCheckFailedException') {
    const { Item: item } = error.body;
    return {
      Code: 'ConditionalCheckFailed',
      Message: 'The conditional request failed',
      ...(item ? { Item: item } : {}),
    };
  }
  if (nameOf(error) === 'ValidationException') return { Code: 'ValidationError', Message: error.message };
  throw error;
};

type Images = { before?: Item; after?: Item };

export const transactionOperations = (service: Service): Record<string, Operation> => {
  const tokens = tokenMemory(service.now);

  /** Tries every item, so that each gets its reason; a failed one leaves the images empty. */
  const tryAll = (writes: Write[], changes: ReturnType<Service['begin']>) => {
    const reasons: CancellationReason[] = [];
    const images = writes.map((write): Images => {
      try {
        const result = tryWrite(write, changes);
        reasons.push({ Code: 'None' });
        return result;
      } catch (error) {
        reasons.push(reasonOf(error));
        const before = changes.get(write.key) as Item | undefined;
        return before ? { before } : {};
      }
    });
    return { reasons, images };
  };

  const replay = async (call: Call, writes: Write[], committed: Promise<void>) => {
    await committed;
    for (const { table, key } of writes) {
      const item = service.store.get(key) as Item | undefined;
      call.meter.read(table.name, readUnits(item ? itemBytes(item) : 0, 'transactional'));
    }
    return consumedByEach(call);
  };

  /**
   * All items or none, each judged on the state before the transaction. A repeated token answers success and does
   * nothing. A failed condition costs as much as the write would have; index entries cost only when they change.
   */
  const TransactWriteItems: Operation = async (call) => {
    const items = itemsOf(call.input);
    const { ClientRequestToken: token } = call.input;
    const fingerprint = typeof token === 'string' ? tokens.fingerprint(items) : '';
    const writes = items.map((item) => planItem(service, item));
    for (const { kind, table, data } of writes)
      call.authorize({
        action: `dynamodb:${ACTIONS[kind]}`,
        tableName: table.name,
        leadingKeys: [leadingKey(table, data.Item ?? data.Key)],
      });
    checkOnce(writes.map(({ key }) => key));
    const done = typeof token === 'string' ? tokens.recall(token, fingerprint) : undefined;
    if (done) return replay(call, writes, done);

    const changes = service.begin();
    const { reasons, images } = tryAll(writes, changes);
    for (const [position, write] of writes.entries()) {
      const { before, after } = images[position] as Images;
      call.meter.write(write.table.name, FACTOR * tableUnits(write, before, after));
    }
    if (reasons.some(({ Code }) => Code !== 'None')) throw cancelled(reasons);
    const bytes = images.reduce(
      (sum, { after }, at) => sum + (after && writes[at]?.kind !== 'ConditionCheck' ? itemBytes(after) : 0),
      0,
    );
    if (bytes > MAX_BYTES) throw invalid('Collection of items to be written exceeds the maximum size of 4 MB');
    for (const [position, write] of writes.entries()) {
      const { before, after } = images[position] as Images;
      changeItem(changes, service.streams, call.meter, write, { before, after });
    }
    const committed = changes.commit();
    if (typeof token === 'string') tokens.remember(token, fingerprint, committed);
    await committed;
    return consumedByEach(call);
  };

  /** Reads all items from one snapshot. */
  const TransactGetItems: Operation = async (call) => {
    const reads = itemsOf(call.input).map(({ Get: get }) => {
      const parsed = service.parse('getItem', { ...(get as Input) });
      const table = service.table(parsed.TableName);
      call.authorize({
        action: 'dynamodb:GetItem',
        tableName: table.name,
        leadingKeys: [leadingKey(table, parsed.Key)],
      });
      return { table, parsed, key: keyOfRead(table, parsed, parsed.Key) };
    });
    checkOnce(reads.map(({ key }) => key));
    const snapshot = service.store.snapshot();
    try {
      const responses = reads.map(({ table, parsed, key }: { table: Write['table']; parsed: Parsed; key: string }) => {
        const item = service.store.get(key, snapshot) as Item | undefined;
        call.meter.read(table.name, readUnits(item ? itemBytes(item) : 0, 'transactional'));
        return item ? { Item: project(parsed, item) } : {};
      });
      return { Responses: responses, ...consumedByEach(call) };
    } finally {
      await snapshot.close();
    }
  };

  return { TransactWriteItems, TransactGetItems };
};
