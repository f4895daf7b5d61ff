import {
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';

type Values = Record<string, unknown>;
type Expression = readonly [text: string, values?: Values];
type Random = () => number;

/** A request, made anew for each engine since a client may change what it is given. */
export type RandomOperation = {
  name: string;
  make: () => never;
  query?: { index?: string; pages: number; input: Values };
};

/** Few keys and few values, so that conditions hold about as often as not. */
export const randomOperations = (TableName: string, random: Random) => {
  const below = (limit: number) => Math.floor(random() * limit);
  const pick = <T>(choices: readonly T[]): T => choices[below(choices.length)] as T;
  const often = () => below(3) > 0;

  const key = () => ({
    PK: `P#${below(4)}`,
    SK: pick(['META', 'A#', 'B#', 'é#', 'a#']) + String(below(12)).padStart(2, '0'),
  });
  const number = () => pick([0, 1, -1, 5, 10, 99, 1000, -250.5, 3.14, 1e10, 0.0001, below(1000)]);

  const item = (): Values => ({
    ...key(),
    ...(often() ? { G1: `g${below(3)}`, G2: pick(['x', 'y', 'z']) + below(9) } : {}),
    ...(below(2) ? { N1: number() } : {}),
    status: pick(['NEW', 'PAID', 'SHIPPED']),
    stock: number(),
    tags: new Set([pick(['a', 'b']), pick(['c', 'd'])]),
    list: [1, 'two', { three: 3 }, [4]].slice(below(4)),
    m: { a: { b: below(5) }, s: `str${below(9)}` },
    ...(below(4) ? {} : { opt: below(2) ? true : null }),
    ...(below(8) ? {} : { bytes: new Uint8Array([below(256), 1]) }),
  });

  const condition = (): Expression =>
    pick<() => Expression>([
      () => [''],
      () => ['attribute_not_exists(PK)'],
      () => ['attribute_exists(PK)'],
      () => ['#s = :s', { ':s': 'NEW' }],
      () => ['stock >= :q', { ':q': number() }],
      () => ['stock BETWEEN :a AND :b', { ':a': -10, ':b': 100 }],
      () => ['#s IN (:s, :t) AND NOT contains(tags, :u)', { ':s': 'NEW', ':t': 'PAID', ':u': 'a' }],
      () => ['size(list) > :z OR attribute_type(opt, :ty)', { ':z': 1, ':ty': 'BOOL' }],
      () => ['begins_with(m.s, :p)', { ':p': 'str1' }],
      () => ['m.a.b = :n', { ':n': below(5) }],
      () => ['contains(m.s, :p) AND attribute_exists(list[1])', { ':p': 'r' }],
      () => ['(stock < :q OR attribute_not_exists(N1)) AND m.a.b <> :n', { ':q': number(), ':n': below(5) }],
      () => ['SK < :k AND size(tags) = :z', { ':k': 'B', ':z': 2 }],
    ])();

  const update = (): Expression =>
    pick<() => Expression>([
      () => ['SET stock = stock - :o', { ':o': 1 }],
      () => ['SET stock = if_not_exists(stock, :z) + :o', { ':z': 0, ':o': 2.5 }],
      () => ['ADD cnt :o', { ':o': number() }],
      () => ['ADD tags :t', { ':t': new Set([`n${below(3)}`]) }],
      () => ['ADD list :t', { ':t': new Set(['a']) }],
      () => ['DELETE tags :t', { ':t': new Set(['a', 'c']) }],
      () => ['SET #s = :s, G1 = :g, G2 = :h', { ':s': 'PAID', ':g': `g${below(3)}`, ':h': `x${below(9)}` }],
      () => ['REMOVE G1, opt, list[0]'],
      () => ['REMOVE list[0], list[2], m.a'],
      () => ['SET list = list_append(if_not_exists(list, :e), :l)', { ':e': [], ':l': [below(9)] }],
      () => ['SET list = list_append(:l, list)', { ':l': [below(9)] }],
      () => ['SET m.a.b = :n, m.c = :x REMOVE m.s', { ':n': below(9), ':x': 'new' }],
      () => ['SET N1 = :n ADD stock :o', { ':n': number(), ':o': -3 }],
      () => ['SET list[1] = :x', { ':x': 'mid' }],
      () => ['SET list[7] = :x, list[9] = :y', { ':x': 'seven', ':y': 'nine' }],
      () => ['SET m.copy = m.a, cnt = stock'],
      () => ['SET G1 = :n', { ':n': 1 }],
      () => ['SET G2 = #s', {}],
      () => ['SET G2 = :e', { ':e': '' }],
      () => ['SET stock = stock + :o, N1 = N1 - :o', { ':o': 0.1 }],
    ])();

  /** Puts expressions side by side: their values must not have the same names. */
  const expressions = (fields: Record<string, Expression>): Values => {
    const input: Values = {};
    const values: Values = {};
    for (const [field, [text, own = {}]] of Object.entries(fields)) {
      if (text === '') continue;
      const suffix = field.toLowerCase().slice(0, 1);
      input[field] = text.replaceAll(/:(\w+)/g, `:$1${suffix}`);
      for (const name in own) values[`${name}${suffix}`] = own[name];
    }
    const uses = JSON.stringify(input);
    return {
      ...input,
      ...(Object.keys(values).length > 0 ? { ExpressionAttributeValues: values } : {}),
      ...(uses.includes('#s') ? { ExpressionAttributeNames: { '#s': 'status' } } : {}),
    };
  };

  const write = (kind: 'Put' | 'Update' | 'Delete'): Values => {
    const ConditionExpression = condition();
    if (kind === 'Put') return { TableName, Item: item(), ...expressions({ ConditionExpression }) };
    if (kind === 'Delete') return { TableName, Key: key(), ...expressions({ ConditionExpression }) };
    return { TableName, Key: key(), ...expressions({ ConditionExpression, UpdateExpression: update() }) };
  };

  const check = (): Values => {
    const ConditionExpression = pick<() => Expression>([
      () => ['attribute_exists(PK)'],
      () => ['attribute_not_exists(PK)'],
      () => ['stock >= :q', { ':q': number() }],
    ])();
    return { TableName, Key: key(), ...expressions({ ConditionExpression }) };
  };

  const identity = (input: Values): string => {
    const { PK, SK } = (input.Item ?? input.Key) as { PK: string; SK: string };
    return `${PK} ${SK}`;
  };

  /** Each item at most once: DynamoDB Local lets twice pass, AWS does not. */
  const transactItems = (): Values[] => {
    const items = new Map<string, Values>();
    for (let left = 1 + below(5); left > 0; left--) {
      const kind = pick(['Put', 'Update', 'Delete', 'ConditionCheck'] as const);
      const input = kind === 'ConditionCheck' ? check() : write(kind);
      items.set(identity(input), {
        [kind]: { ...input, ReturnValuesOnConditionCheckFailure: pick(['ALL_OLD', 'NONE']) },
      });
    }
    return [...items.values()];
  };

  const query = (): { input: Values; index?: string } => {
    const index = pick([undefined, 'GSI1', 'GSI2', 'GSI3']);
    const places: Record<string, { partition: Expression; ranges: Expression[] }> = {
      table: {
        partition: ['PK = :p', { ':p': `P#${below(4)}` }],
        ranges: [
          [''],
          ['begins_with(SK, :r)', { ':r': 'A#' }],
          ['SK > :r', { ':r': 'B' }],
          ['SK <= :r', { ':r': 'META03' }],
          ['SK BETWEEN :r AND :t', { ':r': 'A', ':t': 'META05' }],
        ],
      },
      GSI1: {
        partition: ['G1 = :p', { ':p': `g${below(3)}` }],
        ranges: [[''], ['begins_with(G2, :r)', { ':r': 'x' }]],
      },
      GSI2: {
        partition: ['G1 = :p', { ':p': `g${below(3)}` }],
        ranges: [[''], ['N1 < :r', { ':r': number() }], ['N1 BETWEEN :r AND :t', { ':r': -10, ':t': 50 }]],
      },
      GSI3: { partition: ['G2 = :p', { ':p': `x${below(9)}` }], ranges: [['']] },
    };
    const { partition, ranges } = places[index ?? 'table'] as { partition: Expression; ranges: Expression[] };
    const range = pick(ranges);
    const filter: Expression =
      index !== 'GSI2' && index !== 'GSI3' && below(3) === 0 ? ['stock > :f', { ':f': 0 }] : [''];
    return {
      ...(index ? { index } : {}),
      input: {
        TableName,
        ...(index ? { IndexName: index } : {}),
        ...expressions({
          KeyConditionExpression: [
            range[0] ? `${partition[0]} AND ${range[0]}` : partition[0],
            { ...partition[1], ...range[1] },
          ],
          FilterExpression: filter,
        }),
        ScanIndexForward: below(2) === 0,
        ...(below(2) ? { Limit: 1 + below(6) } : {}),
      },
    };
  };

  return (): RandomOperation => {
    const choice = below(20);
    const of = (name: string, Command: new (input: never) => unknown, input: Values, more = {}): RandomOperation => ({
      name,
      make: () => new Command(structuredClone(input) as never) as never,
      ...more,
    });
    const onFailure = { ReturnValuesOnConditionCheckFailure: pick(['ALL_OLD', 'NONE']) };
    if (choice < 5) return of('Put', PutCommand, { ...write('Put'), ReturnValues: 'ALL_OLD', ...onFailure });
    if (choice < 9) {
      const ReturnValues = pick(['ALL_NEW', 'UPDATED_NEW', 'UPDATED_OLD', 'ALL_OLD', 'NONE']);
      return of('Update', UpdateCommand, { ...write('Update'), ReturnValues, ...onFailure });
    }
    if (choice < 10) return of('Delete', DeleteCommand, { ...write('Delete'), ReturnValues: 'ALL_OLD' });
    if (choice < 11) {
      const projection = below(2) ? { ProjectionExpression: 'PK, m.a, list[0], stock' } : {};
      return of('Get', GetCommand, { TableName, Key: key(), ...projection });
    }
    if (choice < 15) return of('TransactWrite', TransactWriteCommand, { TransactItems: transactItems() });
    const { input, index } = query();
    return of('Query', QueryCommand, input, { query: { ...(index ? { index } : {}), pages: below(3), input } });
  };
};
