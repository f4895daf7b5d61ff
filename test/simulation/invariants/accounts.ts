import type { Person } from '../flow.ts';
import { subOf } from '../gateway.ts';
import { type Facts, type Fields, type Invariant, isAccount, isOrder, rowsOf } from './facts.ts';

/** What nobody else says: wherever it stands, it came from them. */
const secretOfSub = (sub: string): string => `known to ${sub} alone`;
export const secretOf = (who: Person): string => secretOfSub(subOf(who));

const DANGEROUS = /^(POST \/v1\/(payments\/\w+\/refunds|discrepancies\/\w+\/repairs|me\/exports)|DELETE \/v1\/me)$/;

/** Whoever signs up is known, whoever wants a copy has all of it, whoever leaves is forgotten. */
export const accounts = (facts: Facts): Invariant => {
  const { simulation, users, saw } = facts;
  const { violate } = simulation;
  const left = new Set<string>();

  const judgeCopy = ({ pk, id, accountId, status, items, requestedAt }: Fields) => {
    const copied = rowsOf(facts, (row) => row.pk === pk && row.sk.startsWith(`ITEM#${id}#`)).map(({ item }) => item);
    if (status !== 'ready' || copied.length < items || !copied.some(({ kind }) => kind === 'account'))
      violate('10 no copy is stuck', `${id} is ${status}, with ${copied.length} of ${items}`);
    const orders = rowsOf(facts, (row) => isOrder(row) && row.buyer === accountId);
    const ids = new Set(orders.map((order) => order.id));
    const others = copied.flatMap(({ order }) => (order && !ids.has(order.id) ? [order.id] : []));
    if (others.length > 0) violate("22 nobody sees another's", `${others} in a copy for ${accountId}`);
    if (simulation.counts.faults > 0) return; // what an index has not heard of yet is not in it
    const missing = orders.filter(
      (order) => order.createdAt < requestedAt && !copied.some((one) => one.order?.id === order.id),
    );
    if (missing.length > 0) violate('30 a copy holds everything', `${missing.map((order) => order.id)} not in ${id}`);
  };

  const judgeForgotten = ({ id, status }: Fields) => {
    if (status !== 'erased') violate('10 everything comes to rest', `${id} is ${status}`);
    if (!users.removed.has(id)) violate('31 who has left is forgotten', `${id} is still a user`);
    const [known] = rowsOf(facts, (row) => JSON.stringify(row).includes(secretOfSub(id)));
    if (known) violate('31 who has left is forgotten', `${known.pk} ${known.sk}`);
  };

  return {
    changed: (changes) => {
      for (const { key, before, after } of changes) {
        if (!isAccount(key)) continue;
        if (before?.closedAt && (!after?.closedAt || after.email || after.name))
          violate('31 who has left is forgotten', `${key.pk} is there again`);
        if (after?.closedAt) left.add(String(after.id));
        if (after?.status === 'erased') saw('an account is erased');
      }
    },
    answered: ({ who, method, path }, { status, body }, since) => {
      if (!who) return;
      const sub = subOf(who);
      if (
        status < 300 &&
        since > (users.disabled.get(sub) ?? Number.POSITIVE_INFINITY) &&
        DANGEROUS.test(`${method} ${path}`)
      )
        violate('22 who is disabled does nothing dangerous', `${sub}: ${method} ${path}`);
      if (status < 300 && method === 'DELETE' && path === '/v1/me' && body.id !== sub)
        violate('22 nobody closes the account of another', `${sub} closed ${body.id}`);
      if (status < 300 && method === 'DELETE' && path === '/v1/me' && !left.has(sub))
        violate('7 what was promised is kept', `${sub} has not left`);
    },
    judge: () => {
      for (const row of rowsOf(facts, isAccount)) if (row.closedAt) judgeForgotten(row);
      for (const row of rowsOf(facts, ({ pk, sk }) => pk.startsWith('ACCOUNT#') && sk.startsWith('EXPORT#')))
        judgeCopy(row);
    },
  };
};
