import {
  BatchGetCommand,
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactGetCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { type RandomOperation, randomOperations } from '../../dynamodb-local/random-operations.ts';
import type { Values } from '../../dynamodb-local/results.ts';

export const COMMANDS = {
  BatchGet: BatchGetCommand,
  Delete: DeleteCommand,
  Get: GetCommand,
  Put: PutCommand,
  Query: QueryCommand,
  TransactGet: TransactGetCommand,
  TransactWrite: TransactWriteCommand,
  Update: UpdateCommand,
};

/** A request, made anew each time. */
export const request = (
  name: keyof typeof COMMANDS,
  input: Values,
  query?: RandomOperation['query'],
): RandomOperation => ({
  name,
  make: () => new COMMANDS[name](structuredClone(input) as never) as never,
  ...(query ? { query } : {}),
});

/** The names of the other random program's table, and ours. */
const OURS: Record<string, string> = { PK: 'pk', SK: 'sk', G1: 'gsi1pk', G2: 'gsi1sk', GSI1: 'gsi1' };

const inOurNames = (value: unknown): unknown => {
  if (typeof value === 'string') return value.replaceAll(/\b(PK|SK|GSI1|G1|G2)\b/g, (name) => OURS[name] ?? name);
  if (Array.isArray(value)) return value.map(inOurNames);
  if (value === null || typeof value !== 'object' || value instanceof Set || value instanceof Uint8Array) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [OURS[name] ?? name, inOurNames(member)]));
};

/** The request on our table; undefined where it needs what the simulated table is not there for. */
const onOurTable = ({ name, make, query }: RandomOperation): RandomOperation | undefined => {
  const { ProjectionExpression, ...input } = inOurNames((make() as { input: Values }).input) as Values;
  if (input.IndexName !== undefined && input.IndexName !== 'gsi1') return undefined;
  if (input.IndexName !== undefined && input.FilterExpression !== undefined) return undefined;
  if (typeof input.ReturnValues === 'string') input.ReturnValues = input.ReturnValues.replace('UPDATED', 'ALL');
  return request(name as keyof typeof COMMANDS, input, query && { ...query, input });
};

/** Random requests to a table with the keys and the indexes of ours: writes as there, and reads of all kinds. */
export const randomRequests = (TableName: string, random: () => number): (() => RandomOperation) => {
  const others = randomOperations(TableName, random);
  const below = (limit: number) => Math.floor(random() * limit);
  const pick = <T>(choices: readonly T[]): T => choices[below(choices.length)] as T;
  const some = <T>(most: number, make: () => T): T[] => Array.from({ length: 1 + below(most) }, make);

  const sk = () => pick(['META', 'A#', 'B#', 'é#', 'a#']) + String(below(12)).padStart(2, '0');

  const range = (name: string, value: () => string): [text: string, values: Values] =>
    pick<() => [string, Values]>([
      () => ['', {}],
      ...['=', '<', '<=', '>', '>='].map((operator) => (): [string, Values] => [
        ` AND ${name} ${operator} :r`,
        { ':r': value() },
      ]),
      () => [` AND begins_with(${name}, :r)`, { ':r': value().slice(0, 1 + below(3)) }],
      () => [` AND ${name} BETWEEN :r AND :t`, { ':r': value(), ':t': value() }],
    ])();

  const query = (): RandomOperation => {
    const index = pick([undefined, 'gsi1']);
    const [text, values] = index ? range('gsi1sk', () => pick(['x', 'y']) + below(9)) : range('#sk', sk);
    const input = {
      TableName,
      ...(index && { IndexName: index }),
      KeyConditionExpression: `#pk = :p${text}`,
      ExpressionAttributeNames: { '#pk': index ? 'gsi1pk' : 'pk', ...(text.includes('#sk') && { '#sk': 'sk' }) },
      ExpressionAttributeValues: { ':p': index ? `g${below(3)}` : `P#${below(4)}`, ...values },
      ScanIndexForward: below(2) === 0,
      ...(below(2) && { ConsistentRead: below(4) === 0 }),
      ...(below(3) && { Limit: 1 + below(5) }),
    };
    return request('Query', input, { ...(index && !input.ConsistentRead && { index }), pages: below(4), input });
  };

  /** One of a dozen, so that one is asked for twice now and then. */
  const readKey = () => ({ pk: `P#${below(4)}`, sk: pick(['META00', 'A#01', 'B#02']) });

  const batchGet = () =>
    request('BatchGet', { RequestItems: { [TableName]: { Keys: some(4, readKey), ConsistentRead: below(2) === 0 } } });

  const transactGet = () => {
    const TransactItems = some(4, readKey).map((Key) => ({ Get: { TableName, Key } }));
    return request('TransactGet', { TransactItems });
  };

  /** Few tokens, so that one comes again with the same items, and with others. */
  const withToken = () => {
    const take = below(3);
    const Key = { pk: 'TOKENS', sk: `${take}` };
    const Update = {
      TableName,
      Key,
      UpdateExpression: 'ADD taken :some',
      ConditionExpression: 'attribute_not_exists(taken) OR taken < :most',
      ExpressionAttributeValues: { ':some': pick([1, 1, 1, 2]), ':most': 9 },
    };
    return request('TransactWrite', { TransactItems: [{ Update }], ClientRequestToken: `token-${below(8)}-${take}` });
  };

  return () => {
    const choice = below(20);
    if (choice < 3) return query();
    if (choice < 4) return batchGet();
    if (choice < 5) return transactGet();
    if (choice < 6) return withToken();
    for (;;) {
      const operation = onOurTable(others());
      if (operation) return operation;
    }
  };
};
