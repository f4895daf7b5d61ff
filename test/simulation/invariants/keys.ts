import type { Answer } from '../flow.ts';
import { isSameAnswer } from '../gateway.ts';
import type { Facts, Invariant } from './facts.ts';

const ID = /(?:ord|pay|dis)_[0-9a-z]{26}/;

/** A key belongs to one request, which has one effect and one answer. */
export const keys = ({ simulation, saw }: Facts): Invariant => {
  const first = new Map<string, { request: string; answer: Answer }>();
  return {
    answered: ({ method, path, who, headers, body }, answer) => {
      const key = headers?.['idempotency-key'];
      if (key === undefined || !who || answer.status >= 500 || answer.status === 429) return; // not yet answered
      const name = `${who.name} ${method} ${path.replace(ID, '{id}')} ${key}`;
      const request = `${path} ${body}`;
      const known = first.get(name);
      if (!known) {
        if (answer.status < 300) first.set(name, { request, answer });
        return;
      }
      const said = `${name}: ${known.answer.status}, then ${answer.status} ${answer.body?.code ?? ''}`;
      if (known.request !== request) {
        saw('a key is used for something else');
        if (answer.body?.code !== 'idempotency_key_reused') simulation.violate('6 a key belongs to one request', said);
      } else if (!isSameAnswer(known.answer, answer)) {
        simulation.violate('the same key has the same answer', said);
      }
    },
  };
};
