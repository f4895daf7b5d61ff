import { Readable } from 'node:stream';

// Stands in for `@smithy/node-http-handler` in bundles whose CPU is measured: requests are signed and serialised as
// ever, then answered here from memory.
export { streamCollector } from '@smithy/core/serde';

type Request = { headers: Record<string, string>; body: string };
type Answers = Record<string, string>;

declare global {
  /** JSON bodies by operation, as child/warm.ts sets them. */
  var benchAnswers: Answers;
  /** Called with each request, while somebody listens. */
  var benchListener: ((operation: string, body: string) => void) | undefined;
}

const answerOf = (body: Buffer) => ({
  statusCode: 200,
  headers: {
    'content-type': 'application/x-amz-json-1.0',
    'content-length': String(body.length),
    'x-amzn-requestid': 'ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCD',
    date: 'Sun, 22 Nov 2026 05:00:00 GMT',
    server: 'Server',
    connection: 'keep-alive',
  },
  body: Readable.from([body], { objectMode: false }),
});

export class NodeHttpHandler {
  readonly metadata = { handlerProtocol: 'http/1.1' };

  static create() {
    return new NodeHttpHandler();
  }

  async handle({ headers, body }: Request) {
    const operation = headers['x-amz-target']?.split('.')[1] ?? '';
    const answer = globalThis.benchAnswers[operation];
    if (answer === undefined) throw new Error(`the benchmark has no answer to ${operation}`);
    globalThis.benchListener?.(operation, body);
    return { response: answerOf(Buffer.from(answer)) };
  }

  updateHttpClientConfig() {}

  httpHandlerConfigs() {
    return {};
  }

  destroy() {}
}
