import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { problem } from '#shared/answers';
import { unavailable } from '#shared/errors';
import { logger } from '#shared/telemetry';

/** What is made when it is first asked for, and kept; what could not be made is tried again. */
export const kept = <T>(make: () => Promise<T>): (() => Promise<T>) => {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make().catch((error) => {
      made = undefined;
      throw error;
    });
    return made;
  };
};

/** The answer, or a 503 where what it is made of is not to be had. */
export const orLater = async (
  event: APIGatewayProxyEventV2,
  answer: () => Promise<APIGatewayProxyStructuredResultV2>,
): Promise<APIGatewayProxyStructuredResultV2> => {
  try {
    return await answer();
  } catch (error) {
    logger.error('not served', { error: error as Error });
    return problem(event, unavailable('busy', 'This is not to be had just now; ask again.'));
  }
};
