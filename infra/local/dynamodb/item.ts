/** One value in DynamoDB's JSON: exactly one of the fields is set. Numbers are decimal strings without exponent. */
export type AttributeValue = {
  S?: string;
  N?: string;
  B?: string;
  BOOL?: boolean;
  NULL?: true;
  M?: Item;
  L?: AttributeValue[];
  SS?: string[];
  NS?: string[];
  BS?: string[];
};

export type Item = Record<string, AttributeValue>;

/** The largest item, in bytes. */
export const MAX_ITEM_BYTES = 409_600;

const numberBytes = (value: string): number => {
  let significant = 0;
  let trailingZeros = 0;
  for (const char of value) {
    if (char < '0' || char > '9' || (char === '0' && significant === 0)) continue;
    significant += 1;
    trailingZeros = char === '0' ? trailingZeros + 1 : 0;
  }
  const digits = significant - trailingZeros;
  return digits === 0 ? 1 : 1 + Math.ceil(digits / 2) + (value.startsWith('-') ? 1 : 0);
};

const binaryBytes = (base64: string): number => Buffer.byteLength(base64, 'base64');

const sum = <T>(values: T[], bytes: (value: T) => number): number => {
  let total = 0;
  for (const value of values) total += bytes(value);
  return total;
};

const valueBytes = (value: AttributeValue): number => {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return numberBytes(value.N);
  if (value.B !== undefined) return binaryBytes(value.B);
  if (value.M) return 3 + Object.keys(value.M).length + itemBytes(value.M);
  if (value.L) return 3 + value.L.length + sum(value.L, valueBytes);
  if (value.SS) return sum(value.SS, Buffer.byteLength);
  if (value.NS) return sum(value.NS, numberBytes);
  if (value.BS) return sum(value.BS, binaryBytes);
  return 1;
};

/**
 * Bytes that an item counts for: names and values in UTF-8, two digits of a number a byte, three bytes a map or list
 * and one for each of its elements. Source: Developer Guide, "DynamoDB item sizes and formats" (the size of a number
 * is approximate there, too).
 */
export const itemBytes = (item: Item): number => {
  let total = 0;
  for (const name in item) total += Buffer.byteLength(name) + valueBytes(item[name] as AttributeValue);
  return total;
};

const sameSet = (a: string[], b: string[]): boolean => a.length === b.length && a.every((member) => b.includes(member));

const sameValue = (a: AttributeValue | undefined, b: AttributeValue | undefined): boolean => {
  if (a === b) return true;
  if (!a || !b) return false;
  if (a.M && b.M) return sameItem(a.M, b.M);
  if (a.L && b.L) return a.L.length === b.L.length && a.L.every((value, index) => sameValue(value, b.L?.[index]));
  if (a.SS && b.SS) return sameSet(a.SS, b.SS);
  if (a.NS && b.NS) return sameSet(a.NS, b.NS);
  if (a.BS && b.BS) return sameSet(a.BS, b.BS);
  return (
    a.S === b.S &&
    a.N === b.N &&
    a.B === b.B &&
    a.BOOL === b.BOOL &&
    a.NULL === b.NULL &&
    !a.M === !b.M &&
    !a.L === !b.L &&
    !a.SS === !b.SS &&
    !a.NS === !b.NS &&
    !a.BS === !b.BS
  );
};

/** Whether two items hold the same data; the order of attributes and of set members does not count. */
export const sameItem = (a: Item, b: Item): boolean => {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => sameValue(a[name], b[name]));
};

/** The named attributes that the item has. */
export const pick = (item: Item, names: readonly string[]): Item => {
  const picked: Item = {};
  for (const name of names) {
    const value = item[name];
    if (value) picked[name] = value;
  }
  return picked;
};
