import { timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import * as v from 'valibot';
import { Faults as StripeFaults } from './stripe/faults.ts';
import type { StripeDouble } from './stripe/stripe.ts';

/** What the control endpoint can do; each gets a body that was checked. */
export type Controls = {
  createUser(user: { email: string; groups: string[] }): Promise<{ sub: string; password: string }>;
  advance(seconds: number): Promise<void>;
  queues(): unknown;
  faults(faults: v.InferOutput<typeof Faults>): Promise<void>;
  running(): number;
  kills(rate: number): { killed: number };
  /** The door's answer. */
  invoke(door: string, event: unknown): Promise<unknown>;
  consumed(): Promise<unknown>;
  forgetConsumed(): Promise<unknown>;
  stripe: Pick<StripeDouble, 'faults' | 'ledger' | 'emitAgain' | 'plant'>;
};

/** A sentence for whoever asked, instead of an answer. */
export class ControlError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const rate = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const Nothing = v.unknown();
const User = v.strictObject({ email: v.string(), groups: v.array(v.string()) });
const Advance = v.strictObject({
  advanceSeconds: v.pipe(v.number(), v.finite(), v.minValue(0, 'the clock never goes back')),
});
const Faults = v.strictObject({
  transactionConflicts: v.optional(rate),
  throttles: v.optional(rate),
  failDoors: v.optional(v.array(v.string())),
});
const Kills = v.strictObject({ rate });
const Invoke = v.strictObject({ door: v.string(), event: v.optional(v.unknown(), {}) });
/** One that was said before, or one that says whatever it is told to. */
const StripeEvent = v.union([
  v.strictObject({ id: v.string() }),
  v.strictObject({ type: v.string(), object: v.looseObject({}) }),
]);

type Action = { schema: v.GenericSchema; act: (body: never) => unknown };
const action = <S extends v.GenericSchema>(schema: S, act: (body: v.InferOutput<S>) => unknown): Action => ({
  schema,
  act,
});

const actionsOf = (controls: Controls): Record<string, Action> => {
  const now = () => ({ now: new Date().toISOString() });
  return {
    'POST /users': action(User, controls.createUser),
    'GET /clock': action(Nothing, now),
    'POST /clock': action(Advance, async ({ advanceSeconds }) => {
      await controls.advance(advanceSeconds);
      return now();
    }),
    'GET /queues': action(Nothing, controls.queues),
    'POST /faults': action(Faults, controls.faults),
    'GET /invocations': action(Nothing, () => ({ running: controls.running() })),
    'POST /kills': action(Kills, ({ rate }) => controls.kills(rate)),
    'POST /invoke': action(Invoke, async ({ door, event }) => ({ result: await controls.invoke(door, event) })),
    'GET /consumed': action(Nothing, controls.consumed),
    'DELETE /consumed': action(Nothing, controls.forgetConsumed),
    'POST /stripe/faults': action(StripeFaults, controls.stripe.faults),
    'GET /stripe/ledger': action(Nothing, controls.stripe.ledger),
    'POST /stripe/events': action(StripeEvent, (event) =>
      'id' in event ? controls.stripe.emitAgain(event.id) : controls.stripe.plant(event),
    ),
    'GET /memory': action(Nothing, () => ({ rss: process.memoryUsage.rss() })),
  };
};

const readJson = async (request: IncomingMessage): Promise<unknown> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  if (chunks.length === 0) return undefined;
  try {
    return JSON.parse(Buffer.concat(chunks).toString());
  } catch {
    throw new ControlError(400, 'The body is not JSON');
  }
};

const isSame = (given: string, wanted: string): boolean =>
  given.length === wanted.length && timingSafeEqual(Buffer.from(given), Buffer.from(wanted));

/** Where tests and tools reach what no client may: 127.0.0.1 only, and only with the secret from `system.json`. */
export const startControl = async (port: number, secret: string, controls: Controls) => {
  const actions = actionsOf(controls);

  const answer = async (request: IncomingMessage): Promise<unknown> => {
    if (!isSame(request.headers.authorization ?? '', `Bearer ${secret}`)) {
      throw new ControlError(401, 'The secret is in system.json');
    }
    const found = actions[`${request.method} ${request.url}`];
    if (!found) throw new ControlError(404, `Known are ${Object.keys(actions).join(', ')}`);
    const body = v.safeParse(found.schema, await readJson(request));
    if (!body.success) throw new ControlError(422, body.issues.map(({ message }) => message).join('; '));
    return found.act(body.output as never);
  };

  const send = (response: ServerResponse, status: number, body: unknown) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body ?? {}));
  };

  const server = createServer(async (request, response) => {
    try {
      send(response, 200, await answer(request));
    } catch (error) {
      const { name, message, status, errorType } = error as ControlError & { errorType?: string };
      if (v.isValiError(error)) return send(response, 422, { message });
      send(response, status ?? 500, { message, errorType: errorType ?? name });
    }
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');

  return {
    url: `http://127.0.0.1:${port}`,
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
};
