import {
  cancelled,
  conditionReason,
  invalid,
  NO_REASON,
  notSimulated,
  otherParameters,
  validationReason,
} from './errors.ts';
import { type Change, rowAt, type Store } from './store.ts';
import type { Key, Values } from './values.ts';
import { copyOf } from './values.ts';
import {
  afterOf,
  changeOf,
  checkMembers,
  holds,
  isWriteKind,
  keyOf,
  type Plan,
  planWrite,
  type WriteInput,
} from './writes.ts';

/** DynamoDB's own limit. */
const MAX_ITEMS = 100;

/** How long a ClientRequestToken is remembered. Source: API reference, TransactWriteItems. */
const REMEMBERED_MS = 10 * 60 * 1000;

export type Tokens = Map<string, { items: string; at: number }>;

const MEMBERS = new Set([
  'TransactItems',
  'ClientRequestToken',
  'ReturnConsumedCapacity',
  'ReturnItemCollectionMetrics',
]);
const GET_MEMBERS = new Set(['TableName', 'Key']);

const itemsOf = (input: { TransactItems?: Values[] }): Values[] => {
  checkMembers(input, MEMBERS);
  const { TransactItems: items = [] } = input;
  if (items.length < 1 || items.length > MAX_ITEMS)
    throw invalid(
      `Value at 'transactItems' failed to satisfy constraint: Member must have length from 1 to ${MAX_ITEMS}`,
    );
  return items;
};

const checkOnce = (keys: Key[]): void => {
  if (new Set(keys.map(({ pk, sk }) => `${pk}\0${sk}`)).size < keys.length)
    throw invalid('Transaction request cannot include multiple operations on one item');
};

const planItem = (store: Store, item: Values): Plan => {
  const [kind, ...others] = Object.keys(item).filter((name) => item[name] !== undefined);
  if (!isWriteKind(kind) || others.length > 0)
    throw invalid('TransactItems can only contain one of Check, Put, Update or Delete');
  const input = item[kind] as WriteInput;
  if (input.ReturnValues !== undefined) throw notSimulated('ReturnValues in a transaction');
  if (kind === 'Update' && input.UpdateExpression === undefined)
    throw invalid("The parameter 'UpdateExpression' is required but was not present in the request");
  if (kind === 'ConditionCheck' && (input.ConditionExpression ?? input.ConditionExpressionRemoved) === undefined)
    throw invalid("The parameter 'ConditionExpression' is required but was not present in the request");
  return planWrite(store, kind, input);
};

/** The same items give the same text; sets and binaries, which JSON does not know, are written as lists. */
const fingerprint = (items: Values[]): string =>
  JSON.stringify(items, (_, value) => (value instanceof Set || value instanceof Uint8Array ? [...value] : value));

/**
 * All items or none, each judged on the rows before the transaction.
 * @returns no changes when a token repeats what was done
 * @throws TransactionCanceledException, ValidationException, IdempotentParameterMismatchException
 */
export const transactWrite = (
  store: Store,
  tokens: Tokens,
  input: { TransactItems?: Values[]; ClientRequestToken?: string },
): Change[] => {
  const items = itemsOf(input);
  const plans = items.map((item) => planItem(store, item));
  checkOnce(plans.map(({ key }) => key));

  const { ClientRequestToken: token } = input;
  const text = token === undefined ? '' : fingerprint(items);
  const done = token === undefined ? undefined : tokens.get(token);
  if (done && Date.now() - done.at <= REMEMBERED_MS) {
    if (done.items !== text) throw otherParameters();
    return [];
  }

  let isRefused = false;
  const changes: Change[] = [];
  const reasons = plans.map((plan) => {
    const before = rowAt(store, plan.key);
    try {
      if (holds(plan, before)) {
        changes.push(...changeOf(plan.key, before, afterOf(store, plan, before)));
        return NO_REASON;
      }
      isRefused = true;
      return conditionReason(plan.showsItem ? before : undefined);
    } catch (error) {
      isRefused = true;
      return validationReason(error);
    }
  });
  if (isRefused) throw cancelled(reasons);
  if (token !== undefined) tokens.set(token, { items: text, at: Date.now() });
  return changes;
};

/** Rows as they stand together at one moment. */
export const transactGet = (store: Store, input: { TransactItems?: Values[] }): object => {
  const keys = itemsOf(input).map(({ Get: get }) => {
    checkMembers(get as object, GET_MEMBERS);
    return keyOf((get as { Key?: Values }).Key);
  });
  checkOnce(keys);
  return {
    Responses: keys.map((key) => {
      const row = rowAt(store, key);
      return row ? { Item: copyOf(row) } : {};
    }),
  };
};
