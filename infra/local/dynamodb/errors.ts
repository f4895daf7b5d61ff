import type { AwsError } from 'dynalite/db/index.js';

/** `com.amazonaws…#Name`, as the wire names an error. The SDK keeps what follows the `#`. */
const namespaces: Record<string, string> = {
  ValidationException: 'com.amazon.coral.validate',
  AccessDeniedException: 'com.amazon.coral.service',
  MissingAuthenticationTokenException: 'com.amazon.coral.service',
  SerializationException: 'com.amazon.coral.service',
  ThrottlingException: 'com.amazon.coral.availability',
  UnknownOperationException: 'com.amazon.coral.service',
};

/** An error the caller sees. Everything else that is thrown is ours and answered as InternalServerError. */
export const awsError = (name: string, message: string, more: Record<string, unknown> = {}): AwsError =>
  Object.assign(new Error(message), {
    name,
    statusCode: 400,
    body: { __type: `${namespaces[name] ?? 'com.amazonaws.dynamodb.v20120810'}#${name}`, message, ...more },
  });

export const invalid = (message: string): AwsError => awsError('ValidationException', message);

export const isAwsError = (error: unknown): error is AwsError => error instanceof Error && 'body' in error;

/** The bare name, `ConditionalCheckFailedException`, also of an error that dynalite made. */
export const nameOf = (error: AwsError): string => String(error.body.__type).split('#').at(-1) ?? '';

/** Throws what a validation of dynalite answered, if it complained. */
export const refuse = (error: AwsError | null | undefined): void => {
  if (error) throw error;
};
