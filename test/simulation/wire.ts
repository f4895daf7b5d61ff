import { createHash } from 'node:crypto';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { HttpResponse } from '@smithy/core/protocols';
import type { Services } from './aws.ts';

type Attributes = Parameters<typeof unmarshall>[0];
type Json = Record<string, unknown>;
type Convert = (value: Json) => Json;

/** Members of DynamoDB's requests and answers that hold attributes, one map of them each; others hold further members. */
const ITEMS = new Set([
  'Item',
  'Key',
  'ExclusiveStartKey',
  'LastEvaluatedKey',
  'Attributes',
  'ExpressionAttributeValues',
]);
/** Those that hold lists of such maps. */
const LISTS = new Set(['Items', 'Keys']);

const converted = (value: unknown, convert: Convert): unknown => {
  if (Array.isArray(value)) return value.map((one) => converted(one, convert));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      if (ITEMS.has(name) && member !== undefined) return [name, convert(member as Json)];
      if (LISTS.has(name)) return [name, (member as Json[]).map(convert)];
      return [name, converted(member, convert)];
    }),
  );
};

const native: Convert = (attributes) => unmarshall(attributes as Attributes);
const wire: Convert = (item) => marshall(item, { removeUndefinedValues: true });

/** A batch's answers are lists of items by the table's name; a transaction's a list of one item each. */
const answered = ({ Responses, ...rest }: Json): Json => {
  const output = converted(rest, wire) as Json;
  if (Responses === undefined) return output;
  if (Array.isArray(Responses)) return { ...output, Responses: converted(Responses, wire) };
  const tables = Object.entries(Responses as Record<string, Json[]>);
  return { ...output, Responses: Object.fromEntries(tables.map(([name, items]) => [name, items.map(wire)])) };
};

const md5 = (text: unknown): string => createHash('md5').update(String(text)).digest('hex');

/** SQS answers with digests, which its client checks. */
const digested = (input: Json, output: Json): Json => {
  if (input.MessageBody !== undefined) return { ...output, MD5OfMessageBody: md5(input.MessageBody) };
  if (!Array.isArray(output.Successful)) return output;
  const bodies = new Map((input.Entries as Json[]).map(({ Id, MessageBody }) => [Id, MessageBody]));
  const Successful = output.Successful.map((one: Json) => ({ ...one, MD5OfMessageBody: md5(bodies.get(one.Id)) }));
  return { ...output, Successful };
};

const respond = (statusCode: number, body: Json) => ({
  response: new HttpResponse({
    statusCode,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: new Uint8Array(Buffer.from(JSON.stringify(body))),
  }),
});

/** Where a client's socket would be: takes what the client has serialised and signed, and answers in the service's protocol. */
export class Wire {
  readonly metadata = { handlerProtocol: 'http/1.1' };
  private readonly service: string;
  private readonly current: () => Services | undefined;
  private readonly real: unknown;

  constructor(service: string, current: () => Services | undefined, real: unknown) {
    this.service = service;
    this.current = current;
    this.real = real;
  }

  async handle({ headers, body }: { headers: Record<string, string>; body: string | Uint8Array }) {
    const services = this.current();
    const command = headers['x-amz-target']?.split('.').at(-1) ?? '';
    if (!services) throw new Error(`nobody answers ${this.service} ${command}`);
    const isTable = this.service === 'DynamoDB';
    const sent = JSON.parse(typeof body === 'string' ? body : new TextDecoder().decode(body)) as Json;
    const input = isTable ? (converted(sent, native) as Json) : sent;
    try {
      const output = (await services.call(this.service, `${command}Command`, input)) as Json;
      return respond(200, isTable ? answered(output) : digested(input, output));
    } catch (error) {
      const { name, message, CancellationReasons, $fault } = error as Error & Json;
      if ($fault === undefined) throw error; // not an answer: nothing came back
      return respond($fault === 'server' ? 500 : 400, { __type: name, message, CancellationReasons });
    }
  }

  destroy(): void {
    (this.real as { destroy?: () => void }).destroy?.();
  }

  updateHttpClientConfig(): void {}

  httpHandlerConfigs(): object {
    return {};
  }
}
