import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Context, DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { until } from '#shared/deadline';
import { EventRow } from '#shared/outbox';
import { parseRow, type Row } from '#shared/table';
import { logger } from '#shared/telemetry';
import { relay } from '../relay.ts';

/**
 * The table's stream -> the queues of those that hear. The fast path: what does not get through here stays unsent, and
 * the sweeper finds it.
 */
export const handler = async ({ Records }: DynamoDBStreamEvent, context: Context): Promise<DynamoDBBatchResponse> => {
  logger.resetKeys();
  logger.appendKeys({ requestId: context.awsRequestId, function: context.functionName });
  const rows = Records.map(({ dynamodb }) =>
    parseRow(EventRow, unmarshall(dynamodb?.NewImage as Record<string, AttributeValue>) as Row),
  );
  const sent = await relay(rows, until(context));
  const first = Records[sent.indexOf(false)];
  if (!first) return { batchItemFailures: [] };
  logger.warn('not all sent', { unsent: sent.filter((each) => !each).length });
  return { batchItemFailures: [{ itemIdentifier: first.dynamodb?.SequenceNumber ?? '' }] };
};
