import * as v from 'valibot';

/** A kind of event: its name, the version of its shape, and what it says. Whoever says and whoever hears it use this. */
export type EventContract<D extends v.GenericSchema = v.GenericSchema> = { type: string; version: number; data: D };

/** An event as it travels. `id` is the same however often it arrives; `part` counts the messages of a long one. */
export type Heard<E extends EventContract = EventContract> = {
  id: string;
  at: string;
  /** What it is about: `ord_…`. */
  subject: string;
  /** Its number among all events about the subject, from 1 without gaps. */
  seq: number;
  part: number;
  correlationId: string;
  causationId: string;
  data: v.InferOutput<E['data']>;
};

export const event = <const T extends string, D extends v.GenericSchema>(type: T, version: number, data: D) => ({
  type,
  version,
  data,
});

/** Why a message cannot be handled, now or ever: it goes to the dead letters with this sentence. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
}

/** What stands around the data of every event, in the table and on the way. */
export const Envelope = v.object({
  id: v.string(),
  type: v.string(),
  version: v.number(),
  at: v.string(),
  subject: v.string(),
  seq: v.number(),
  correlationId: v.string(),
  causationId: v.string(),
});

const Message = v.object({ ...Envelope.entries, part: v.optional(v.number(), 1), data: v.unknown() });

/**
 * Reads a queue's message as the event it should be. New fields are ignored; a newer version is not understood.
 * @throws Unreadable
 */
export const hear = <E extends EventContract>(contract: E, body: string): Heard<E> => {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), Message), body);
  if (!parsed.success) throw new Unreadable(`not an event: ${v.summarize(parsed.issues)}`);
  const { type, version, data, ...rest } = parsed.output;
  if (type !== contract.type) throw new Unreadable(`${type} is not ${contract.type}`);
  if (version > contract.version) throw new Unreadable(`${type} version ${version} is newer than ${contract.version}`);
  const content = v.safeParse(contract.data, data);
  if (!content.success) throw new Unreadable(`${type} does not hold: ${v.summarize(content.issues)}`);
  return { ...rest, data: content.output };
};
