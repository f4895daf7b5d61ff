import { invalidParameter, noSuch } from './errors.ts';
import type { Draft } from './ledger.ts';
import { type Kind, kindOf, type Objects } from './objects.ts';
import type { Range } from './parameters.ts';

type Page = { limit: number; starting_after?: string; ending_before?: string; created?: Range };

const inRange = (at: number, { gt, gte, lt, lte }: Range): boolean =>
  (gt === undefined || at > gt) &&
  (gte === undefined || at >= gte) &&
  (lt === undefined || at < lt) &&
  (lte === undefined || at <= lte);

/** A page of the objects that fit, newest first. @throws StripeError when the one to start at is none */
export const page = <K extends Kind>(
  draft: Draft,
  kind: K,
  url: string,
  { limit, starting_after: after, ending_before: before, created = {} }: Page,
  fits: (object: Objects[K]) => boolean = () => true,
) => {
  const cursor = after ?? before;
  if (cursor !== undefined && !draft.find(kind, cursor)) {
    throw noSuch(kind, cursor, after ? 'starting_after' : 'ending_before', 400);
  }
  const found: Objects[K][] = [];
  let isInside = after === undefined;
  for (const object of draft.all(kind)) {
    if (object.id === before) break;
    if (isInside && inRange(object.created, created) && fits(object)) found.push(object);
    if (object.id === after) isInside = true;
    if (before === undefined && found.length > limit) break;
  }
  const data = before === undefined ? found.slice(0, limit) : found.slice(-limit);
  return { object: 'list' as const, data, has_more: found.length > limit, url };
};

/** The references that may be expanded, by the name of the field that holds an id. */
const REFERENCES = new Set(['payment_intent', 'latest_charge', 'charge', 'payment_method']);

const expandPath = (draft: Draft, value: unknown, [field = '', ...rest]: string[]): unknown => {
  if (Array.isArray(value)) return value.map((one) => expandPath(draft, one, [field, ...rest]));
  const object = value as Record<string, unknown>;
  let inner = object[field];
  if (field !== 'data' && !REFERENCES.has(field)) {
    throw invalidParameter(`This property cannot be expanded (${field}).`, { param: 'expand' });
  }
  if (typeof inner === 'string') inner = draft.find(kindOf(inner) ?? 'event', inner);
  if (inner === null || inner === undefined) return object;
  return { ...object, [field]: rest.length > 0 ? expandPath(draft, inner, rest) : inner };
};

/** Puts objects in place of the ids that paths such as `data.latest_charge` lead to. @throws StripeError */
export const expanded = (draft: Draft, body: unknown, paths: string[]): unknown =>
  paths.reduce((whole, path) => expandPath(draft, whole, path.split('.')), body);
