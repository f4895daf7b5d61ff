import type { Change } from '../journal.ts';
import type { Faults } from './faults.ts';
import type { Draft } from './ledger.ts';
import type { Event } from './objects.ts';
import { newEvent } from './shapes.ts';

/** What a request, or something that became due, works with. */
export type Context = {
  draft: Draft;
  faults: Faults;
  /** The double's own address. */
  origin: string;
  /** Who caused it, as its events say; nobody when it became due by itself. */
  request: Event['request'];
  /** What is kept for an event so that it will be delivered. */
  deliveriesOf(event: Event): Change[];
};

/** Says what has happened to an object, to whoever listens. */
export const emit = ({ draft, request, deliveriesOf }: Context, type: string, object: object): Event => {
  const event = newEvent(type, object, request);
  draft.put(event);
  for (const change of deliveriesOf(event)) draft.keep(change);
  return event;
};
