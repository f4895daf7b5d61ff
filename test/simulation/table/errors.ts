import {
  type CancellationReason,
  ConditionalCheckFailedException,
  DynamoDBServiceException,
  IdempotentParameterMismatchException,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Row } from './values.ts';

const $metadata = { httpStatusCode: 400 };

/** As the SDK surfaces what the service's model does not name. */
export const invalid = (message: string): DynamoDBServiceException =>
  new DynamoDBServiceException({ name: 'ValidationException', $fault: 'client', message, $metadata });

const CONDITION_FAILED = 'The conditional request failed';

/** The document client leaves what an error holds as it is on the wire; so is `Item` here. */
const shown = (item: Row | undefined) => (item ? { Item: marshall(item) } : {});

export const conditionFailed = (item: Row | undefined): ConditionalCheckFailedException =>
  new ConditionalCheckFailedException({ message: CONDITION_FAILED, $metadata, ...shown(item) });

export const NO_REASON: CancellationReason = { Code: 'None' };

export const conditionReason = (item: Row | undefined): CancellationReason => ({
  Code: 'ConditionalCheckFailed',
  Message: CONDITION_FAILED,
  ...shown(item),
});

/** @throws `error` itself unless it is a ValidationException */
export const validationReason = (error: unknown): CancellationReason => {
  if (!(error instanceof DynamoDBServiceException)) throw error;
  return { Code: 'ValidationError', Message: error.message };
};

export const cancelled = (CancellationReasons: CancellationReason[]): TransactionCanceledException =>
  new TransactionCanceledException({
    message: `Transaction cancelled, please refer cancellation reasons for specific reasons [${CancellationReasons.map(({ Code }) => Code).join(', ')}]`,
    CancellationReasons,
    $metadata,
  });

export const otherParameters = (): IdempotentParameterMismatchException =>
  new IdempotentParameterMismatchException({
    message: 'The request has the same client token but different parameters',
    $metadata,
  });

/** What DynamoDB can and this table cannot: no answer is better than a wrong one. */
export const notSimulated = (what: string): Error => new Error(`the simulated table does not know ${what}`);
