import { SHOPPERS } from '../deployment.ts';
import type { Facts, Invariant } from './facts.ts';

const { burst, perSecond } = SHOPPERS;
const INTERVAL = 1_000 / perSecond;

/**
 * A flood is held back. What is kept of a caller never goes back, nor further ahead than the burst; while nothing goes
 * wrong, no more are let in than twice the burst and what time restores. (Twice, since requests that are under way at the
 * same moment do not know of each other. What the table could not be told of is let in.)
 */
export const limits = ({ simulation }: Facts): Invariant => {
  const letIn = new Map<string, { since: number; count: number }>();
  const violate = (detail: string) => simulation.violate('29 a flood is held back', detail);
  return {
    changed: (changes) => {
      for (const { key, before, after } of changes) {
        if (key.sk !== 'LIMIT' || !after) continue;
        const [was, is] = [Number(before?.restored ?? 0), Number(after.restored)];
        if (is <= was) violate(`${key.pk} goes back from ${was} to ${is}`);
        const most = simulation.now() + burst * INTERVAL + 1;
        if (key.pk.startsWith('LIMIT#user-') && is > most) violate(`${key.pk} is ${is - most} ms too far ahead`);
      }
    },
    answered: ({ who }, { status }) => {
      if (who?.kind !== 'shopper' || status === 429 || simulation.counts.faults > 0) return;
      const { since, count } = letIn.get(who.name) ?? { since: simulation.now(), count: 0 };
      letIn.set(who.name, { since, count: count + 1 });
      const passed = simulation.now() - since;
      if (count >= 2 * burst + passed / INTERVAL) violate(`${who.name} was let in ${count} times in ${passed} ms`);
    },
  };
};
