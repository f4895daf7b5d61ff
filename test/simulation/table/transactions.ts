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
import { copyOf, type Key, same, type Values } from './values.ts';
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

/** What was done under which token. */
export type Tokens = Map<string, { plans: Plan[]; at: number }>;

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
  let kind: string | undefined;
  let count = 0;
  for (const name in item)
    if (item[name] !== undefined) {
      kind = name;
      count += 1;
    }
  if (count !== 1 || !isWriteKind(kind))
    throw invalid('TransactItems can only contain one of Check, Put, Update or Delete');
  const input = item[kind] as WriteInput;
  if (input.ReturnValues !== undefined) throw notSimulated('ReturnValues in a transaction');
  if (kind === 'Update' && input.UpdateExpression === undefined)
    throw invalid("The parameter 'UpdateExpression' is required but was not present in the request");
  if (kind === 'ConditionCheck' && (input.ConditionExpression ?? input.ConditionExpressionRemoved) === undefined)
    throw invalid("The parameter 'ConditionExpression' is required but was not present in the request");
  return planWrite(store, kind, input);
};

/** Whether two plans were made of the same parameters; an expression is compiled once, so it is the same one. */
const isSamePlan = (a: Plan, b: Plan | undefined): boolean =>
  a.kind === b?.kind &&
  a.showsItem === b.showsItem &&
  a.prepared.condition === b.prepared.condition &&
  a.prepared.update === b.prepared.update &&
  same(a.prepared.values, b.prepared.values) &&
  same(a.item ?? a.key, b.item ?? b.key);

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
  const plans = itemsOf(input).map((item) => planItem(store, item));
  checkOnce(plans.map(({ key }) => key));

  const { ClientRequestToken: token } = input;
  const done = token === undefined ? undefined : tokens.get(token);
  if (done && Date.now() - done.at <= REMEMBERED_MS) {
    if (done.plans.length !== plans.length || !plans.every((plan, at) => isSamePlan(plan, done.plans[at])))
      throw otherParameters();
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
  if (token !== undefined) tokens.set(token, { plans, at: Date.now() });
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
