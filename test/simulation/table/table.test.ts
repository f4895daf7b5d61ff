import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Change, createTable, type SimulatedTable } from './table.ts';

const TableName = 'Simulated';
const key = (pk: string, sk = 'ROW') => ({ pk, sk });

let table: SimulatedTable;

beforeEach(() => {
  table = createTable(['gsi1', 'gsi2']);
});

type Item = Record<string, unknown>;

const put = (Item: Item, more: Item = {}, on = table) => on.execute('PutItemCommand', { TableName, Item, ...more });
const get = (Key: Item, more: Item = {}, behind = 0) =>
  (table.execute('GetItemCommand', { TableName, Key, ...more }, { behind }) as { Item?: Item }).Item;
const transact = (TransactItems: Item[], ClientRequestToken?: string) =>
  table.execute('TransactWriteItemsCommand', { TransactItems, ClientRequestToken });

type Page = { Items: Item[]; LastEvaluatedKey?: Item };

const query = (pk: string, more: Item = {}, options = {}): Page => {
  const name = more.IndexName ? `${more.IndexName}pk` : 'pk';
  const input = {
    TableName,
    KeyConditionExpression: `${name} = :pk`,
    ExpressionAttributeValues: { ':pk': pk },
    ...more,
  };
  return table.execute('QueryCommand', input, options) as Page;
};

const skOf = ({ Items }: Page) => Items.map(({ sk }) => sk);

describe('rows', () => {
  it('are apart from what was given', () => {
    const item = { ...key('a'), list: [{ n: 1 }], set: new Set(['x']), bytes: new Uint8Array([1]) };
    put(item);
    const before = structuredClone(item);
    item.list[0] = { n: 2 };
    item.set.add('y');
    item.bytes[0] = 2;
    expect(get(key('a'))).toEqual(before);
  });

  it('are apart from what was read, which is frozen inside', () => {
    put({ ...key('a'), n: 1, list: [{ n: 1 }] });
    const read = get(key('a')) as { n: number; list: object[] };
    read.n = 2;
    expect(get(key('a'))).toMatchObject({ n: 1 });
    expect(() => read.list.push({ n: 2 })).toThrow(TypeError);
  });

  it('have no undefined members, however deep', () => {
    put({ ...key('a'), gone: undefined, map: { gone: undefined, list: [undefined, 1] } });
    expect(table.get(key('a'))).toStrictEqual({ ...key('a'), map: { list: [1] } });
  });

  it('cannot hold what the document client cannot send', () => {
    for (const value of [new Date(0), Number.NaN, new Set(), 2 ** 60])
      expect(() => put({ ...key('a'), value })).toThrow();
  });

  it('are frozen where they are shown as they are', () => {
    put({ ...key('a'), map: { n: 1 } });
    expect(() => Object.assign(table.get(key('a'))?.map as object, { n: 2 })).toThrow(TypeError);
  });

  it('add decimals as DynamoDB does', () => {
    put({ ...key('a'), n: 0.1 });
    const input = {
      TableName,
      Key: key('a'),
      UpdateExpression: 'SET n = n + :n',
      ExpressionAttributeValues: { ':n': 0.2 },
    };
    table.execute('UpdateItemCommand', input);
    expect(get(key('a'))).toMatchObject({ n: 0.3 });
  });
});

describe('commands', () => {
  it.each(['Get', 'GetItem', 'GetCommand', 'GetItemCommand'])('go by the name %s', (name) => {
    put(key('a'));
    expect(table.execute(name, { TableName, Key: key('a') })).toEqual({ Item: key('a') });
  });

  it('that are not simulated say so', () => {
    expect(() => table.execute('ScanCommand', { TableName })).toThrow('does not know the command ScanCommand');
    expect(() => get(key('a'), { ProjectionExpression: 'pk' })).toThrow(
      'does not know the member ProjectionExpression',
    );
  });
});

describe('a condition that is removed', () => {
  const ExpressionAttributeValues = { ':n': 1 };
  const removed = { ConditionExpressionRemoved: 'n = :n', ExpressionAttributeValues };

  it('is not judged, and its values are no surplus', () => {
    put(key('a'), removed);
    transact([{ Put: { TableName, Item: { ...key('a'), n: 2 }, ...removed } }]);
    transact([{ ConditionCheck: { TableName, Key: key('a'), ...removed } }]);
    table.execute('DeleteItemCommand', { TableName, Key: key('a'), ...removed });
    expect([...table.rows()]).toEqual([]);
  });

  it('does not excuse a value that nothing uses', () => {
    expect(() => put(key('a'), { ...removed, ExpressionAttributeValues: { ':n': 1, ':m': 2 } })).toThrow(':m');
  });
});

describe('listeners', () => {
  it('hear the changes of a transaction at once, and nothing of what changes nothing', () => {
    const heard: Change[][] = [];
    table.onChange((changes) => heard.push(changes));
    put({ ...key('a'), n: 1 });
    put({ n: 1, ...key('a') });
    table.execute('DeleteItemCommand', { TableName, Key: key('nobody') });
    transact([{ Put: { TableName, Item: key('b') } }, { Delete: { TableName, Key: key('a') } }]);
    expect(heard).toEqual([
      [{ key: key('a'), before: undefined, after: { ...key('a'), n: 1 } }],
      [
        { key: key('b'), before: undefined, after: key('b') },
        { key: key('a'), before: { ...key('a'), n: 1 }, after: undefined },
      ],
    ]);
  });
});

describe('a transaction', () => {
  afterEach(() => void vi.useRealTimers());

  const add = (n: number) => [
    { Update: { TableName, Key: key('a'), UpdateExpression: 'ADD n :n', ExpressionAttributeValues: { ':n': n } } },
  ];

  it('is done once for one token within ten minutes', () => {
    vi.useFakeTimers({ now: 0 });
    transact(add(1), 'token');
    vi.setSystemTime(600_000);
    transact(add(1), 'token');
    expect(get(key('a'))).toMatchObject({ n: 1 });
    expect(() => transact(add(2), 'token')).toThrow(
      expect.objectContaining({ name: 'IdempotentParameterMismatchException' }),
    );
    vi.setSystemTime(600_001);
    transact(add(1), 'token');
    expect(get(key('a'))).toMatchObject({ n: 2 });
  });

  it('notices that the items of a token were changed in place', () => {
    const items = add(1);
    transact(items, 'token');
    Object.assign(items[0]?.Update.ExpressionAttributeValues ?? {}, { ':n': 2 });
    expect(() => transact(items, 'token')).toThrow('different parameters');
  });

  it('that was refused leaves its token free', () => {
    const refused = { Put: { TableName, Item: key('b'), ConditionExpression: 'attribute_exists(pk)' } };
    expect(() => transact([refused], 'token')).toThrow('ConditionalCheckFailed');
    transact(add(1), 'token');
    expect(get(key('a'))).toMatchObject({ n: 1 });
  });
});

describe('reads that are behind', () => {
  const indexed = (n: number) => ({ ...key('a', `${n}`), gsi1pk: 'all', gsi1sk: `${n}` });

  beforeEach(() => {
    for (const n of [1, 2, 3]) put(indexed(n));
    put({ ...indexed(1), gsi1sk: '9', n: 1 });
  });

  it('have not seen the latest changes, unless they are consistent', () => {
    expect(get(key('a', '1'), {}, 1)).not.toHaveProperty('n');
    expect(get(key('a', '1'), { ConsistentRead: true }, 1)).toHaveProperty('n');
    expect(get(key('a', '3'), {}, 2)).toBeUndefined();
    expect(skOf(query('a', {}, { behind: 3 }))).toEqual(['1']);
    expect(skOf(query('a', { ConsistentRead: true }, { behind: 3 }))).toEqual(['1', '2', '3']);
    expect(skOf(query('a', {}, { behind: 99 }))).toEqual([]);
  });

  it('find an index as it was', () => {
    const at = (behind: number) => skOf(query('all', { IndexName: 'gsi1' }, { behind }));
    expect([0, 1, 2, 3].map(at)).toEqual([['2', '3', '1'], ['1', '2', '3'], ['1', '2'], ['1']]);
  });

  it('count each row of a transaction', () => {
    transact(['x', 'y'].map((pk) => ({ Put: { TableName, Item: key(pk) } })));
    expect([get(key('x'), {}, 1), get(key('y'), {}, 1)]).toEqual([key('x'), undefined]);
  });
});

describe('an index', () => {
  it('holds the keys of rows that have both of its own, in their order', () => {
    put({ ...key('c'), gsi1pk: 'all', gsi1sk: '1', n: 1 });
    put({ ...key('b'), gsi1pk: 'all', gsi1sk: '1' });
    put({ ...key('a'), gsi1pk: 'all', gsi1sk: '2' });
    put({ ...key('d'), gsi1pk: 'all' });
    const { Items } = query('all', { IndexName: 'gsi1' });
    expect(Items.map(({ pk }) => pk)).toEqual(['b', 'c', 'a']);
    expect(Items[1]).toEqual({ ...key('c'), gsi1pk: 'all', gsi1sk: '1' });
  });
});

describe('pages', () => {
  it.each([true, false])('neither lose nor repeat a row of an index, ScanIndexForward: %s', (ScanIndexForward) => {
    for (const n of [1, 2, 3, 4, 5]) put({ ...key(`${n}`), gsi1pk: 'all', gsi1sk: 'same' });
    const seen: unknown[] = [];
    let ExclusiveStartKey: Item | undefined;
    do {
      const page = query('all', { IndexName: 'gsi1', ScanIndexForward, ExclusiveStartKey }, { pageSize: 2 });
      seen.push(...page.Items.map(({ pk }) => pk));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey);
    expect(seen).toEqual(ScanIndexForward ? ['1', '2', '3', '4', '5'] : ['5', '4', '3', '2', '1']);
  });

  it('of a batch leave keys unprocessed', () => {
    for (const pk of ['a', 'b']) put(key(pk));
    const RequestItems = { [TableName]: { Keys: [key('b'), key('nobody'), key('a')], ConsistentRead: true } };
    expect(table.execute('BatchGetItemCommand', { RequestItems }, { pageSize: 2 })).toEqual({
      Responses: { [TableName]: [key('b')] },
      UnprocessedKeys: { [TableName]: { Keys: [key('a')], ConsistentRead: true } },
    });
  });
});

describe('a copy', () => {
  it('has the same rows and its own future', () => {
    put({ ...key('a'), gsi1pk: 'all', gsi1sk: '1' });
    const copy = table.copy();
    const heard = vi.fn();
    table.onChange(heard);
    put(key('a', 'COPY'), {}, copy);
    copy.execute('DeleteCommand', { TableName, Key: key('a') });
    expect([...copy.rows()]).toEqual([key('a', 'COPY')]);
    expect([...copy.copy().rows()]).toEqual([key('a', 'COPY')]);
    expect(skOf(query('all', { IndexName: 'gsi1' }))).toEqual(['ROW']);
    expect(get(key('a'), {}, 1)).toBeUndefined();
    expect(heard).not.toHaveBeenCalled();
  });
});
