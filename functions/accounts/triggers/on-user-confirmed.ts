import type { Context, PostConfirmationTriggerEvent } from 'aws-lambda';
import * as v from 'valibot';
import { until } from '#shared/deadline';
import { logger } from '#shared/telemetry';
import { signUp } from '../signing-up.ts';

const Attributes = v.object({ sub: v.pipe(v.string(), v.nonEmpty()), email: v.pipe(v.string(), v.nonEmpty()) });

/** The pool tells of a user who has verified an e-mail address, perhaps more than once; it waits for 5 s. */
export const handler = async (event: PostConfirmationTriggerEvent, context: Context) => {
  logger.resetKeys();
  logger.appendKeys({ requestId: context.awsRequestId, function: context.functionName });
  const { success, output } = v.safeParse(Attributes, event.request.userAttributes);
  // Valibot's own error holds what it was given, and Lambda logs what is thrown: somebody's address, perhaps.
  if (!success) throw new Error('a user has no sub, or no email');
  await signUp(output.sub, output.email, { now: new Date(), deadline: until(context) });
  return event;
};
