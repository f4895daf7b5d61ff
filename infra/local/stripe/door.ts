import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from '../read-body.ts';
import { askedOf, headersOf } from './exchange.ts';
import { type Asked, type Execution, type Outcome, refusal } from './execution.ts';
import { type Faults, happens } from './faults.ts';
import { keyInUse } from './idempotency.ts';
import type { Timers } from './later.ts';

type Options = { execute: Execution; timers: Timers; faults(): Faults };

const askedBy = async (request: IncomingMessage): Promise<Asked> => {
  const { method = 'GET', url = '/', headers } = request;
  return askedOf({ method, url, headers, body: await readBody(request) });
};

const send = (response: ServerResponse, asked: Asked, outcome: Outcome) =>
  response.writeHead(outcome.status, headersOf(asked, outcome)).end(outcome.text);

/** Browsers ask before they use a publishable key. */
const allowBrowser = (response: ServerResponse) =>
  response
    .writeHead(204, {
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers': 'authorization, content-type, idempotency-key, stripe-version',
    })
    .end();

/** Where Stripe's API is spoken over HTTP. */
export const openDoor = ({ execute, timers, faults }: Options) => {
  const inUse = new Set<string>();

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.method === 'OPTIONS') return void allowBrowser(response);
    const asked = await askedBy(request);
    const { key, method } = asked;
    if (key !== undefined && inUse.has(key)) return void send(response, asked, refusal(keyInUse(key), asked));

    const current = faults();
    const outcome = execute(asked, current);
    const isDone = outcome.kind === 'executed' && method === 'POST' && outcome.status < 300;
    const answer = () => {
      if (key !== undefined) inUse.delete(key);
      if (isDone && happens(current.timeoutAfterSuccess)) response.destroy();
      else send(response, asked, outcome);
    };
    if (current.answerDelaySeconds === 0) return answer();
    if (key !== undefined) inUse.add(key);
    timers.at(Date.now() + current.answerDelaySeconds * 1_000, answer);
  };
};
