import { type Answer, call } from '../shop.ts';

type Handler = (event: unknown, context: unknown) => Promise<unknown>;

/** A worker that has three minutes; those of requests are told by `call`. */
const context = { awsRequestId: 'bench', functionName: 'bench', getRemainingTimeInMillis: () => 180_000 };

/** Doors read their environment when they are imported, so they are imported when they are first needed. */
const doorOf = async (door: string): Promise<Handler> => (await import(`../../functions/${door}.ts`)).handler;

/** Runs a schedule's door. */
export const invoke = async (door: string, event: unknown = {}): Promise<unknown> =>
  (await doorOf(door))(event, context);

/** @throws Error when a door that takes batches gives one of its records back */
export const deliver = async (door: string, Records: unknown[]): Promise<void> => {
  const { batchItemFailures } = (await invoke(door, { Records })) as { batchItemFailures: unknown[] };
  if (batchItemFailures.length > 0) throw new Error(`${door} gave back ${batchItemFailures.length} records`);
};

/** Asks a door of the API. @throws Error when it refuses */
export const ask = async (door: string, request: Parameters<typeof call>[1]): Promise<Answer> => {
  const answer = await call(await doorOf(door), request);
  if (answer.status >= 300) throw new Error(`${door} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  return answer;
};
