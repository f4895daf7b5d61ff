import * as batchGetItem from 'dynalite/validations/batchGetItem.js';
import * as batchWriteItem from 'dynalite/validations/batchWriteItem.js';
import * as deleteItem from 'dynalite/validations/deleteItem.js';
import * as getItem from 'dynalite/validations/getItem.js';
import validations from 'dynalite/validations/index.js';
import * as putItem from 'dynalite/validations/putItem.js';
import * as query from 'dynalite/validations/query.js';
import * as scan from 'dynalite/validations/scan.js';
import * as updateItem from 'dynalite/validations/updateItem.js';
import { invalid } from './errors.ts';
import type { ExpressionSource, Expressions, ParseExpressions } from './expressions.ts';
import { type AttributeValue, type Item, itemBytes, MAX_ITEM_BYTES } from './item.ts';

/** A data-plane request whose form is right and whose expressions are parsed; not yet held against its table. */
export type Parsed = Expressions &
  ExpressionSource & {
    TableName: string;
    IndexName?: string;
    Key: Item;
    Item: Item;
    ReturnValues?: 'NONE' | 'ALL_OLD' | 'ALL_NEW' | 'UPDATED_OLD' | 'UPDATED_NEW';
    AttributesToGet?: string[];
    AttributeUpdates?: unknown;
    Expected?: unknown;
    ConsistentRead?: boolean;
    ExclusiveStartKey?: Item;
    KeyConditions?: Record<string, { ComparisonOperator: string; AttributeValueList: AttributeValue[] }>;
  };

const grammar = { putItem, updateItem, deleteItem, getItem, query, scan, batchGetItem, batchWriteItem };

export type Form = keyof typeof grammar;

const EXPRESSION_FIELDS = ['ExpressionAttributeNames', 'ExpressionAttributeValues'];
const WRITE_FIELDS = ['TableName', 'ConditionExpression', 'ReturnValues', ...EXPRESSION_FIELDS];

/** The fields of today's API. A request with any other (the API of 2011, a typing error) takes the long way. */
const plainFields: Partial<Record<Form, Set<string>>> = {
  putItem: new Set([...WRITE_FIELDS, 'Item']),
  updateItem: new Set([...WRITE_FIELDS, 'Key', 'UpdateExpression']),
  deleteItem: new Set([...WRITE_FIELDS, 'Key']),
  getItem: new Set(['TableName', 'Key', 'ConsistentRead', 'ProjectionExpression', 'ExpressionAttributeNames']),
  query: new Set([
    'TableName',
    'IndexName',
    'KeyConditionExpression',
    'FilterExpression',
    'ProjectionExpression',
    ...EXPRESSION_FIELDS,
    'Limit',
    'ScanIndexForward',
    'ConsistentRead',
    'ExclusiveStartKey',
  ]),
};

const STRINGS = [
  'TableName',
  'IndexName',
  'ConditionExpression',
  'UpdateExpression',
  'KeyConditionExpression',
  'FilterExpression',
  'ProjectionExpression',
] as const;

/** As DynamoDB writes numbers: no exponent, no superfluous zero; short enough for any rule about digits. */
const CANONICAL_NUMBER = /^(?:0|-?(?:[1-9]\d{0,18}|(?:0|[1-9]\d{0,18})\.\d{0,17}[1-9]))$/;

const isPlainValue = (value: unknown): boolean => {
  if (typeof value !== 'object' || value === null) return false;
  let types = 0;
  for (const type in value) {
    if (++types > 1) return false;
    const content = (value as Record<string, unknown>)[type];
    switch (type) {
      case 'S':
        if (typeof content !== 'string') return false;
        break;
      case 'N':
        if (typeof content !== 'string' || !CANONICAL_NUMBER.test(content)) return false;
        break;
      case 'BOOL':
        if (typeof content !== 'boolean') return false;
        break;
      case 'NULL':
        if (content !== true) return false;
        break;
      case 'M':
        if (!isPlainItem(content)) return false;
        break;
      case 'L':
        if (!Array.isArray(content) || !content.every(isPlainValue)) return false;
        break;
      default:
        return false;
    }
  }
  return types === 1;
};

const isPlainItem = (item: unknown): item is Item => {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return false;
  for (const name in item) if (!isPlainValue((item as Record<string, unknown>)[name])) return false;
  return true;
};

const isPlain = (form: Form, data: Record<string, unknown>): boolean => {
  const fields = plainFields[form];
  if (!fields) return false;
  for (const name in data) if (!fields.has(name)) return false;
  for (const name of STRINGS) if (data[name] !== undefined && typeof data[name] !== 'string') return false;
  const item = form === 'query' ? (data.ExclusiveStartKey ?? {}) : form === 'putItem' ? data.Item : data.Key;
  const values = data.ExpressionAttributeValues;
  return (
    (data.ReturnValues === undefined ||
      data.ReturnValues === 'NONE' ||
      data.ReturnValues === 'ALL_OLD' ||
      form === 'updateItem') &&
    (data.ConsistentRead === undefined || typeof data.ConsistentRead === 'boolean') &&
    (data.ScanIndexForward === undefined || typeof data.ScanIndexForward === 'boolean') &&
    (data.Limit === undefined || (Number.isInteger(data.Limit) && Number(data.Limit) > 0)) &&
    (form !== 'query' || typeof data.KeyConditionExpression === 'string') &&
    isPlainItem(item) &&
    (values === undefined ||
      (isPlainItem(values) && !!(data.ConditionExpression ?? data.UpdateExpression ?? data.KeyConditionExpression)))
  );
};

const UPDATE_RETURNS = new Set([undefined, 'NONE', 'ALL_OLD', 'ALL_NEW', 'UPDATED_OLD', 'UPDATED_NEW']);

const MAX_ITEM_SIZE = { options: { maxItemSize: MAX_ITEM_BYTES } };

/** dynalite's own validation, slow and thorough: it words every complaint as AWS does. */
const parseThoroughly = (form: Form, data: Record<string, unknown>): Parsed => {
  const { types, custom } = grammar[form];
  const checked = validations.checkTypes({ ...data }, types);
  validations.checkValidations(checked, types, custom, MAX_ITEM_SIZE);
  return checked as Parsed;
};

const withKeyConditions = (parsed: Parsed): Parsed => {
  if (!parsed._keyCondition) return parsed;
  const conditions = validations.convertKeyCondition(parsed._keyCondition.expression);
  if (typeof conditions === 'string') throw invalid(conditions);
  const complaint = validations.validateConditions(conditions);
  if (complaint) throw invalid(complaint);
  const { length } = Object.keys(conditions);
  if (length < 1 || length > 2) throw invalid('Conditions can be of length 1 or 2 only');
  return Object.assign(parsed, { KeyConditions: conditions });
};

/**
 * Parses a request's body. What is surely well-formed takes a short way (5 µs instead of 200 µs for a write);
 * everything else is left to dynalite, so that its complaints stay those of AWS.
 * @throws ValidationException, SerializationException
 */
export const requestParser =
  (parseExpressions: ParseExpressions) =>
  (form: Form, data: Record<string, unknown>): Parsed => {
    if (!isPlain(form, data)) return parseThoroughly(form, data);
    const plain = data as Parsed;
    const { ExpressionAttributeNames: names, TableName: tableName } = plain;
    if (typeof tableName !== 'string' || (names && Object.keys(names).length === 0)) return parseThoroughly(form, data);
    if (form === 'updateItem' && !UPDATE_RETURNS.has(plain.ReturnValues)) return parseThoroughly(form, data);
    if (form === 'putItem' && itemBytes(plain.Item) > MAX_ITEM_BYTES)
      throw invalid('Item size has exceeded the maximum allowed size');
    const hasExpressions = STRINGS.some(
      (name) => name.endsWith('Expression') && plain[name as keyof Parsed] !== undefined,
    );
    if (!hasExpressions && !names) return plain;
    if (!hasExpressions) return parseThoroughly(form, data);
    const parsed = Object.assign(plain, parseExpressions(plain));
    return form === 'query' ? withKeyConditions(parsed) : parsed;
  };

export type ParseRequest = ReturnType<typeof requestParser>;
