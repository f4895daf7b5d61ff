import type { Values } from '../../dynamodb-local/results.ts';
import type { COMMANDS } from './random-requests.ts';

/** A request that DynamoDB refuses, or answers in a way one might not expect. */
export type Misuse = {
  what: string;
  command: keyof typeof COMMANDS;
  input: Values;
  /** The engine that does otherwise, and the table as the other one. */
  unlike?: 'local' | 'oracle';
};

const unlike = (engine: 'local' | 'oracle', misuse: Misuse): Misuse => ({ ...misuse, unlike: engine });

const TableName = 'Simulated';
const Key = { pk: 'MISUSED', sk: 'ROW' };

const condition = (ConditionExpression: string, values?: Values, names?: Values): Misuse => ({
  what: `a condition is ${ConditionExpression} of ${JSON.stringify(values ?? null)}, ${JSON.stringify(names ?? null)}`,
  command: 'Put',
  input: {
    TableName,
    Item: { ...Key, word: 'x', n: 1, chain: [1], tree: { a: 1 } },
    ConditionExpression,
    ...(values && { ExpressionAttributeValues: values }),
    ...(names && { ExpressionAttributeNames: names }),
  },
});

const update = (UpdateExpression: string, values?: Values, names?: Values): Misuse => ({
  what: `an update is ${UpdateExpression} of ${JSON.stringify(values ?? null)}`,
  command: 'Update',
  input: {
    TableName,
    Key,
    UpdateExpression,
    ReturnValues: 'ALL_NEW',
    ...(values && { ExpressionAttributeValues: values }),
    ...(names && { ExpressionAttributeNames: names }),
  },
});

const query = (what: string, KeyConditionExpression: string, values: Values, more: Values = {}): Misuse => ({
  what: `a query ${what}`,
  command: 'Query',
  input: { TableName, KeyConditionExpression, ExpressionAttributeValues: values, ...more },
});

const put = (what: string, Item: Values, more: Values = {}): Misuse => ({
  what: `an item ${what}`,
  command: 'Put',
  input: { TableName, Item, ...more },
});

const transaction = (what: string, TransactItems: Values[]): Misuse => ({
  what: `a transaction ${what}`,
  command: 'TransactWrite',
  input: { TransactItems },
});

const keys = (count: number) => Array.from({ length: count }, (_, n) => ({ pk: 'MANY', sk: `${n}` }));
const putOf = (Key: Values) => ({ Put: { TableName, Item: Key } });

export const MISUSES: Misuse[] = [
  put('is there', { ...Key, word: 'x', n: 1, chain: [1], tree: { a: 1 } }),

  condition(''),
  condition('word'),
  condition('word ='),
  condition('word = :x'),
  condition('word = :x', {}),
  condition('word = :x', { ':x': 'x', ':unused': 1 }),
  condition('#word = :x', { ':x': 'x' }),
  condition('#word = :x', { ':x': 'x' }, { '#word': 'word', '#unused': 'n' }),
  condition('word = :x', { ':x': 'x' }, {}),
  condition('status = :x', { ':x': 'x' }),
  condition('tree.status = :x', { ':x': 'x' }),
  condition('((word = :x))', { ':x': 'x' }),
  condition('(word = :x) AND (NOT n = :x)', { ':x': 'x' }),
  condition('NOT word = :x OR word = :x AND n = :n', { ':x': 'x', ':n': 1 }),
  condition('not (word <> :x) and n In (:n, :x)', { ':x': 'x', ':n': 1 }),
  condition('word = word'),
  condition('nothing <> :x', { ':x': 'x' }),
  condition('nothing = :x OR nothing < :x', { ':x': 'x' }),
  condition('word < :n OR n > :x', { ':x': 'x', ':n': 1 }),
  condition('n BETWEEN :n AND :x', { ':x': 0, ':n': 1 }),
  condition('n BETWEEN :n AND :x', { ':x': 'x', ':n': 1 }),
  condition('begins_with(word, :n)', { ':n': 1 }),
  condition('begins_with(n, :x)', { ':x': 'x' }),
  condition('begins_with(word)'),
  condition('starts_with(word, :x)', { ':x': 'x' }),
  condition('attribute_exists(:x)', { ':x': 'x' }),
  condition('size(word)'),
  condition('size(word) = :n', { ':n': 1 }),
  condition('size(:n) = :n', { ':n': 1 }),
  condition('size(nothing) = :n', { ':n': 0 }),
  condition('contains(chain, :n) AND contains(word, :x)', { ':n': 1, ':x': 'x' }),
  condition('chain[0] = :n AND tree.a = :n', { ':n': 1 }),
  condition('attribute_type(n, :x)', { ':x': 'number' }),
  condition('pk.a = :n', { ':n': 1 }),
  unlike('local', condition('tree = :m AND chain = :l', { ':m': { a: 1 }, ':l': [1] })),
  unlike('local', condition('nothing = absent')),
  unlike('local', condition('nothing <> absent')),
  condition('nothing < absent'),
  condition(':x = word AND :n <= n', { ':x': 'x', ':n': 1 }),
  condition('(word) = :x AND ((n) >= (:n))', { ':x': 'x', ':n': 1 }),
  condition('((word)) = :x', { ':x': 'x' }),
  condition('(word = :x', { ':x': 'x' }),
  condition('(word, n) = :x', { ':x': 'x' }),
  unlike('local', condition('n < :b', { ':b': true })),
  condition('n <> :b', { ':b': true }),
  condition('n IN (:b, :n)', { ':b': true, ':n': 1 }),
  condition('contains(word, :n)', { ':n': 1 }),
  condition('contains(chain, :m)', { ':m': { a: 1 } }),
  condition('contains(n, n)'),
  condition('attribute_exists(tree.b.c) OR attribute_exists(word.a)'),
  condition('size(word) = size(chain) AND size(tree) >= size(word)'),
  unlike('local', condition('attribute_exists(_word)')),
  condition('attribute_exists(word[a])'),
  condition('attribute_exists(#a.b)', undefined, { '#a': 'tree' }),
  condition('word = :x)', { ':x': 'x' }),
  condition('word = :x & n = :x', { ':x': 'x' }),

  update('SET word = :n', { ':n': 'y' }),
  update('SET'),
  update('SET word = :n SET n = :n', { ':n': 1 }),
  update('SET word = :n, word = :n', { ':n': 1 }),
  update('SET tree.a = :n, tree = :n', { ':n': 1 }),
  update('SET tree.a = :n, tree[0] = :n', { ':n': 1 }),
  update('SET pk = :n', { ':n': 'x' }),
  update('REMOVE sk'),
  update('SET status = :n', { ':n': 1 }),
  update('SET a = nothing'),
  update('SET a = if_not_exists(nothing, :n) + :n', { ':n': 1 }),
  update('SET nothing.a = :n', { ':n': 1 }),
  update('REMOVE nothing.a'),
  update('REMOVE nothing, chain[7]'),
  update('SET n = n + :x', { ':x': 'x' }),
  update('SET n = word + :n', { ':n': 1 }),
  update('SET n = n + :n + :n', { ':n': 1 }),
  update('SET n = (n + :n) - :n', { ':n': 1 }),
  update('SET chain = list_append(chain, :n)', { ':n': 1 }),
  update('SET chain = list_append(word, chain)'),
  update('SET chain = list_append(chain)'),
  update('SET n = attribute_exists(n)'),
  update('ADD n :x', { ':x': 'x' }),
  update('ADD word :n', { ':n': 1 }),
  update('ADD made.of :n', { ':n': 1 }),
  update('DELETE n :n', { ':n': 1 }),
  update('SET gsi1pk = :n', { ':n': 1 }),
  update('SET gsi1pk = if_not_exists(gsi1pk, :n)', { ':n': 1 }),
  update('SET gsi1pk = :n', { ':n': '' }),
  update('SET gsi1pk = n'),
  update('INCREASE n :n', { ':n': 1 }),
  { what: 'an update is none', command: 'Update', input: { TableName, Key, ReturnValues: 'ALL_NEW' } },

  put('has no sort key', { pk: 'MISUSED' }),
  put('has a number for its key', { pk: 'MISUSED', sk: 1 }),
  put('has an empty key', { pk: '', sk: 'ROW' }),
  put('has a key that is too long', { pk: 'x'.repeat(2_049), sk: 'ROW' }),
  put('has a number for an index key', { ...Key, gsi1pk: 1 }),
  put('has an empty index key', { ...Key, gsi1pk: '' }),
  put('is to come back new', Key, { ReturnValues: 'ALL_NEW' }),
  put('names what no expression uses', Key, { ExpressionAttributeNames: { '#a': 'a' } }),
  put('has values that no expression uses', Key, { ExpressionAttributeValues: { ':a': 'a' } }),
  put('is to be shown in a wrong way', Key, { ReturnValuesOnConditionCheckFailure: 'ALL_NEW' }),
  { what: 'a key has a third part', command: 'Get', input: { TableName, Key: { ...Key, n: 1 } } },
  { what: 'a key has one part', command: 'Delete', input: { TableName, Key: { pk: 'x' } } },

  query('names no partition', 'sk = :x', { ':x': 'x' }),
  query('asks for many partitions', 'pk > :x', { ':x': 'x' }),
  query('has a number for the partition', 'pk = :x', { ':x': 1 }),
  unlike('local', query('asks for an empty partition key', 'pk = :x', { ':x': '' }, {})),
  unlike('local', query('asks for an empty sort key', 'pk = :x AND sk = :y', { ':x': 'x', ':y': '' })),
  unlike('local', query('asks for what comes after nothing', 'pk = :x AND sk > :y', { ':x': 'x', ':y': '' })),
  query('has its operands the other way round', ':x = pk', { ':x': 'x' }),
  query('has parentheses', '(pk = :x) AND (sk > :x)', { ':x': 'x' }),
  unlike('local', query('asks for an empty prefix', 'pk = :x AND begins_with(sk, :y)', { ':x': 'x', ':y': '' })),
  query('asks twice for the sort key', 'pk = :x AND sk > :x AND sk < :y', { ':x': 'x', ':y': 'y' }),
  query('asks for another attribute', 'pk = :x AND n = :x', { ':x': 'x' }),
  query('says OR', 'pk = :x OR sk = :x', { ':x': 'x' }),
  query('says <>', 'pk = :x AND sk <> :x', { ':x': 'x' }),
  query('has a range that ends before it begins', 'pk = :x AND sk BETWEEN :y AND :x', { ':x': 'x', ':y': 'y' }),
  query('asks an index for what is true', 'gsi1pk = :x', { ':x': 'x' }, { IndexName: 'gsi1', ConsistentRead: true }),
  query('asks an index that is not there', 'gsi1pk = :x', { ':x': 'x' }, { IndexName: 'gsi9' }),
  query('filters by a key', 'pk = :x', { ':x': 'x' }, { FilterExpression: 'sk = :x' }),
  query('asks for nothing', 'pk = :x', { ':x': 'x' }, { Limit: 0 }),
  query('starts with half a key', 'pk = :x', { ':x': 'x' }, { ExclusiveStartKey: { pk: 'x' } }),
  query('starts in another partition', 'pk = :x', { ':x': 'x' }, { ExclusiveStartKey: { pk: 'y', sk: 'x' } }),
  query(
    'starts beyond its range',
    'pk = :x AND sk > :y',
    { ':x': 'x', ':y': 'y' },
    { ExclusiveStartKey: { pk: 'x', sk: 'x' } },
  ),

  transaction('is empty', []),
  transaction('has 101 items', keys(101).map(putOf)),
  transaction('has 100 items', keys(100).map(putOf)),
  transaction('has one item twice', [putOf(Key), { Delete: { TableName, Key } }]),
  transaction('has two writes in one', [{ ...putOf(Key), Delete: { TableName, Key } }]),
  unlike('oracle', transaction('has an update of nothing', [{ Update: { TableName, Key } }])),
  transaction('has a check of nothing', [{ ConditionCheck: { TableName, Key } }]),
  transaction('has a wrong expression', [
    putOf({ pk: 'x', sk: 'x' }),
    { Update: { TableName, Key, UpdateExpression: 'SET' } },
  ]),
  unlike(
    'oracle',
    transaction('has an update that does not fit', [
      putOf({ pk: 'x', sk: 'x' }),
      { Update: { TableName, Key, UpdateExpression: 'SET a = nothing' } },
      { ConditionCheck: { TableName, Key: { pk: 'y', sk: 'y' }, ConditionExpression: 'attribute_exists(pk)' } },
    ]),
  ),
  {
    what: 'a batch has a key twice',
    command: 'BatchGet',
    input: { RequestItems: { [TableName]: { Keys: [Key, Key] } } },
  },
  { what: 'a batch has 101 keys', command: 'BatchGet', input: { RequestItems: { [TableName]: { Keys: keys(101) } } } },
  { what: 'a batch has none', command: 'BatchGet', input: { RequestItems: {} } },
];
