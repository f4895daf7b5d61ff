import type * as v from 'valibot';
import type { Context } from './context.ts';
import { noSuch } from './errors.ts';
import type { Draft } from './ledger.ts';
import type { Kind, Objects } from './objects.ts';

/** What is answered; an answer that is an error may well have changed things. */
export class Answer {
  readonly status: number;
  readonly body: unknown;

  constructor(status: number, body: unknown) {
    this.status = status;
    this.body = body;
  }
}

type Schema = v.GenericSchema<unknown, { expand: string[] }>;

export type Route = {
  method: string;
  /** Its first group is the id. */
  pattern: RegExp;
  schema: Schema;
  /** A publishable key does, with the client secret. */
  isPublic: boolean;
  /** Gives the object that is answered with 200, or an Answer. Its parameters are those of `schema`. */
  act(context: Context, params: { expand: string[] }, id: string): unknown;
};

/** One operation of the API: `POST /v1/payment_intents/:id/cancel`, its parameters, and what it does. */
export const route = <S extends Schema>(
  name: string,
  schema: S,
  act: (context: Context, params: v.InferOutput<S>, id: string) => unknown,
  { isPublic = false } = {},
): Route => {
  const [method = '', path = ''] = name.split(' ');
  const pattern = new RegExp(`^${path.replace(':id', '([^/]+)')}$`);
  return { method, pattern, schema, isPublic, act: act as Route['act'] };
};

/**
 * The object of that id, from the address or from the parameter of that name.
 * @throws StripeError when there is none
 */
export const found = <K extends Kind>(draft: Draft, kind: K, id: string, param?: string): Objects[K] => {
  const object = draft.find(kind, id);
  if (!object) throw noSuch(kind, id, param, param ? 400 : 404);
  return object;
};
