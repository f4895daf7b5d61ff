import * as v from 'valibot';
import { Envelope, type EventContract } from './event.ts';
import { digest } from './idempotency.ts';
import { type Key, partitionOf, TableName, type Write } from './table.ts';

const number = (seq: number) => String(seq).padStart(6, '0');

/** Where an aggregate's event number `seq` lies: in the aggregate's own partition. */
export const eventKey = (pk: string, seq: number): Key => ({ pk, sk: `EVENT#${number(seq)}` });

/** Where part `part` (from 1) of a long event lies. */
export const partKey = (pk: string, seq: number, part: number): Key => ({
  pk,
  sk: `PART#${number(seq)}#${number(part)}`,
});

/** The prefix of all events of an aggregate, parts apart. */
export const EVENTS = 'EVENT#';

/** An event as the table keeps it: outbox, timeline and audit trail in one. */
export const EventRow = v.object({
  pk: v.string(),
  sk: v.string(),
  ...Envelope.entries,
  data: v.record(v.string(), v.unknown()),
  /** Where a long event's parts are: those of event number `of`, `count` of them. */
  parts: v.optional(v.object({ of: v.number(), count: v.number() })),
});
export type EventRow = v.InferOutput<typeof EventRow>;

/** The index partition of events that have not been sent, by time: what the relay missed is found here. */
export const UNSENT = 'UNSENT';

type Said<E extends EventContract> = {
  pk: string;
  subject: string;
  seq: number;
  at: Date;
  /** The request or message at the start of it all, and the one that led here directly. */
  correlationId: string;
  causationId: string;
  data: v.InferInput<E['data']>;
  parts?: EventRow['parts'];
};

/**
 * The piece of a transaction that says an event. It is written with the state it announces or not at all; the table's
 * stream takes it to the queues of those that hear it.
 */
export const say = <E extends EventContract>(contract: E, { pk, seq, at, data, parts, ...rest }: Said<E>): Write => {
  const id = `evt_${digest(rest.subject, seq)}`;
  const time = at.toISOString();
  return {
    Put: {
      TableName,
      Item: {
        ...eventKey(pk, seq),
        v: 1,
        id,
        type: contract.type,
        version: contract.version,
        at: time,
        ...rest,
        seq,
        data: v.parse(contract.data, data),
        parts,
        gsi4pk: `${UNSENT}#${partitionOf(id)}`,
        gsi4sk: `${time}#${id}`,
      },
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  };
};
