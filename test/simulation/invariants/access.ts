import { subOf } from '../gateway.ts';
import { type Facts, type Invariant, isOrder, isPayment } from './facts.ts';

/** Ids that belong to somebody. */
const OWNED = /(?:ord|pay)_[0-9a-z]{26}/g;

const isShopper = (buyer: unknown) => String(buyer).startsWith('user-');

/** Nobody is shown what is another's. */
export const access = ({ simulation }: Facts): Invariant => {
  const owners = new Map<string, string>();
  return {
    changed: (changes) => {
      for (const { key, after } of changes) {
        if (after && (isOrder(key) || isPayment(key))) owners.set(String(after.id), String(after.buyer));
        if (after?.payment === 'on_account' && isShopper(after.buyer))
          simulation.violate('22 only who is trusted buys on account', String(after.id));
      }
    },
    answered: ({ who, path }, { body }) => {
      if (who?.kind !== 'shopper' || body === undefined) return;
      for (const [id] of JSON.stringify(body).matchAll(OWNED)) {
        const owner = owners.get(id);
        if (owner !== undefined && owner !== subOf(who)) {
          simulation.violate("22 nobody sees another's", `${subOf(who)} saw ${id} of ${owner} at ${path}`);
        }
      }
    },
  };
};
