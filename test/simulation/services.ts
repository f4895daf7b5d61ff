import { isDeepStrictEqual } from 'node:util';
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import type { Services } from './aws.ts';
import { type Kind, READING, WRITING } from './faults.ts';
import type { Provider, ProviderFault } from './provider.ts';
import type { Queues } from './queues.ts';
import type { Simulation } from './simulation.ts';
import { failedConnection, type StripeAnswer, type StripeRequest } from './stripe-client.ts';
import type { SimulatedTable } from './table/table.ts';
import type { Users } from './users.ts';

type Fields = Record<string, unknown>;

const named = (name: string, fields: Fields = {}) => Object.assign(new Error(name), { name, ...fields });
const timedOut = () => named('TimeoutError');
const throttled = (name: string) => named(name, { $fault: 'client' });

const cancelled = (code: string, count: number, at: number) =>
  new TransactionCanceledException({
    message: `cancelled: ${code}`,
    $metadata: {},
    CancellationReasons: Array.from({ length: count }, (_, n) => ({ Code: n === at ? code : 'None' })),
  });

/** How many changes ago a stale answer was true, but not longer ago than this; what a page or a batch is cut to. */
const BEHIND = [4, 1, 2, 8, 16, 40];
const STALE_MILLISECONDS = 10 * 60_000;
const CUT = [1, 2, 7];

/** The provider throttles, is still at the key's first request, or fails without having done anything. */
const PROVIDER_FAULTS: Partial<Record<Kind, ProviderFault>> = {
  throttle: 'rate-limit',
  conflict: 'key-in-use',
  partial: 'fail',
};

/** When something is asked, and by which of a door's invocations. */
const TIME = /\d{4}-\d\d-\d\dT[\d:.]+Z/g;
const NUMBER = /[#~]\d+$/;

const short = (command: string) => command.replace(/(Items?|Value)?Command$/, '');

/** The first of many, and how many there are. */
const listed = <T>(list: T[], say: (one: T) => string): string =>
  `${list.slice(0, LISTED).map(say).join(', ')}${list.length > LISTED ? ` and ${list.length - LISTED} more` : ''}`;
const LISTED = 6;

/** What a command is about, for the trace. */
const subjectOf = (input: Fields): string => {
  const { Key, Item, TransactItems, RequestItems, ExpressionAttributeValues, IndexName, QueueUrl } = input;
  const keyOf = (key: unknown) => `${(key as Fields)?.pk} ${(key as Fields)?.sk}`;
  if (Array.isArray(TransactItems)) {
    return listed(TransactItems, (one: Fields) => {
      const [[kind, write] = ['', {}]] = Object.entries(one) as [string, Fields][];
      return `${kind} ${keyOf(write.Key ?? write.Item)}`;
    });
  }
  if (Key ?? Item) return keyOf(Key ?? Item);
  if (RequestItems) {
    const [{ Keys = [] } = {}] = Object.values(RequestItems as Record<string, { Keys?: unknown[] }>);
    return listed(Keys, keyOf);
  }
  if (QueueUrl) return String(QueueUrl).split('-').at(-1) ?? '';
  const { ':pk': pk, ':sk': sk = '' } = (ExpressionAttributeValues ?? {}) as Fields;
  return `${IndexName ?? 'table'} ${pk} ${sk}`;
};

/** A batch whose last keys are read first: no order of theirs is promised. */
const backwards = ({ RequestItems, ...input }: Fields): Fields => ({
  ...input,
  RequestItems: Object.fromEntries(
    Object.entries(RequestItems as Record<string, { Keys: object[] }>).map(([name, { Keys, ...rest }]) => [
      name,
      { ...rest, Keys: Keys.toReversed() },
    ]),
  ),
});

const isWrite = (command: string) => /^(TransactWrite|Put|Update|Delete)/.test(command);

const kindsOf = (command: string, { IndexName, ConsistentRead, RequestItems }: Fields): readonly Kind[] => {
  if (isWrite(command)) return [...WRITING, 'conflict'];
  if (command.startsWith('TransactGet')) return [...READING, 'conflict'];
  const tables = Object.values((RequestItems ?? {}) as Record<string, { ConsistentRead?: boolean }>);
  const isConsistent = !IndexName && (ConsistentRead ?? tables.some((one) => one.ConsistentRead));
  return [...READING, 'partial', ...(isConsistent ? [] : (['stale'] as const))];
};

type Parts = {
  simulation: Simulation;
  table: SimulatedTable;
  queues: Queues;
  secrets: Record<string, string>;
  provider: Provider;
  users: Users;
  isWired: boolean;
};

/** The services that the functions use, each call an I/O that waits until it is chosen. */
export const createServices = ({ simulation, table, queues, secrets, provider, users, isWired }: Parts) => {
  const { choices } = simulation;
  const one = (list: number[]) => list[choices.pick(list.length)] as number;

  const execute = (command: string, input: Fields, fault: Kind | undefined): object => {
    const { TransactItems } = input;
    const count = Array.isArray(TransactItems) ? TransactItems.length : 0;
    if (fault === 'throttle') {
      if (count > 0) throw cancelled('ThrottlingError', count, choices.pick(count));
      throw throttled('ProvisionedThroughputExceededException');
    }
    if (fault === 'conflict') {
      if (count > 0) throw cancelled('TransactionConflict', count, choices.pick(count));
      throw throttled('TransactionConflictException');
    }
    const isTorn = fault === 'partial' && command.startsWith('BatchGet') && choices.pick(2) === 1;
    return table.execute(command, isTorn ? backwards(input) : input, {
      ...(fault === 'stale' && { behind: Math.min(one(BEHIND), recent()) }),
      ...(fault === 'partial' && { pageSize: one(CUT) }),
    });
  };

  /** When each row was changed. */
  const changes: number[] = [];
  table.onChange((rows) => void changes.push(...rows.map(simulation.now)));
  const recent = () => changes.length - 1 - changes.findLastIndex((at) => at < simulation.now() - STALE_MILLISECONDS);
  const looks = new Set<string>();

  /** True when the same door has looked at the same before, and nothing has changed since: it waits for somebody. */
  const looksAgain = (door: string, command: string, input: Fields, answer: object): boolean => {
    const look = JSON.stringify([door, command, input, answer, changes.length]).replaceAll(TIME, '');
    const known = looks.has(look);
    looks.add(look);
    return known;
  };

  /**
   * Faults that each make a difference of their own: a stale or partial answer that is the same as any other is none,
   * what goes wrong with a look that is only repeated is what may go wrong with the first, and a write that is throttled
   * is asked for again just like one that met a conflict.
   */
  const differing = (door: string, command: string, input: Fields): readonly Kind[] => {
    const kinds = kindsOf(command, input);
    if (isWrite(command)) return kinds.filter((kind) => kind !== 'throttle');
    const answer = execute(command, input, undefined);
    if (looksAgain(door, command, input, answer)) return [];
    return kinds.filter(
      (kind) => (kind !== 'stale' && kind !== 'partial') || !isDeepStrictEqual(execute(command, input, kind), answer),
    );
  };

  const dynamodb = (command: string, input: Fields) =>
    simulation.io({
      label: () => `${short(command)} ${subjectOf(input)}`,
      kinds: (actor) =>
        choices.isExact ? differing(actor.replace(NUMBER, ''), command, input) : kindsOf(command, input),
      perform: (fault) => execute(command, input, fault),
      lost: timedOut,
    });

  const sqs = (command: string, input: Fields) =>
    simulation.io({
      label: () => `${short(command)} ${subjectOf(input)}`,
      kinds: command.startsWith('SendMessageBatch') ? [...WRITING, 'partial'] : WRITING,
      perform: (fault) => {
        if (fault === 'throttle') throw throttled('RequestThrottled');
        const only = fault === 'partial' ? choices.pick(2) : undefined;
        return queues.execute(command, input as never, only);
      },
      lost: timedOut,
    });

  const secretsManager = (command: string, { SecretId }: Fields) =>
    simulation.io({
      label: `${short(command)}`,
      kinds: READING,
      perform: (fault) => {
        if (fault === 'throttle') throw throttled('ThrottlingException');
        return { SecretString: secrets[String(SecretId)] };
      },
      lost: timedOut,
    });

  const userPool = (command: string, { Username }: Fields) =>
    simulation.io({
      label: `${short(command)} ${Username}`,
      kinds: command.startsWith('AdminGet') ? READING : WRITING,
      perform: (fault) => users.execute(command, String(Username), fault),
      lost: timedOut,
    });

  const services: Services = {
    isWired,
    call: (service, command, input) => {
      if (service === 'DynamoDB') return dynamodb(command, input as Fields);
      if (service === 'SQS') return sqs(command, input as Fields);
      if (service === 'Secrets Manager') return secretsManager(command, input as Fields);
      if (service === 'Cognito Identity Provider') return userPool(command, input as Fields);
      throw new Error(`${service} is not simulated`);
    },
  };

  return {
    ...services,
    /** What the official client of the provider sends. */
    stripe: (request: StripeRequest): Promise<StripeAnswer> =>
      simulation.io({
        label: `Stripe ${request.method} ${request.path.split('?', 1)[0]}`,
        kinds: request.method === 'GET' ? [...READING, 'partial'] : [...WRITING, 'conflict', 'partial'],
        perform: (fault) => provider.answer(request, fault && PROVIDER_FAULTS[fault]),
        lost: () => failedConnection(choices.pick(2) === 0 ? 'ETIMEDOUT' : 'ECONNRESET'),
      }),
  };
};
