import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { arn } from '../template/world.ts';
import type { QueueDeclaration } from './declaration.ts';
import { type Handle, loadFauxqs, type SqsQueue } from './fauxqs.ts';

export type Message = {
  messageId: string;
  receiptHandle: string;
  body: string;
  md5OfBody: string;
  attributes: Record<string, string>;
  messageAttributes: Record<string, { DataType: string; StringValue?: string; BinaryValue?: string }>;
};

export type QueueState = {
  name: string;
  url: string;
  visible: number;
  inFlight: number;
  delayed: number;
  isDeadLetter: boolean;
};

export type Queues = Awaited<ReturnType<typeof startQueues>>;

type Options = {
  port: number;
  dataDir: string;
  /** Whether the owner of an access key may do this (`sqs:SendMessage`) to that queue. */
  allows: (accessKeyId: string, action: string, queueArn: string) => boolean;
};

/** The longest a receive may wait, in SQS. */
const WAIT_SECONDS = 20;
/** IAM knows one name for an action and its batch. */
const PERMISSION: Record<string, string> = {
  SendMessageBatch: 'SendMessage',
  DeleteMessageBatch: 'DeleteMessage',
  ChangeMessageVisibilityBatch: 'ChangeMessageVisibility',
};

const readJson = async (request: IncomingMessage): Promise<Record<string, unknown>> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString() || '{}');
};

const send = (response: ServerResponse, status: number, headers: Record<string, string>, body: unknown) => {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/x-amz-json-1.0',
    'content-length': Buffer.byteLength(text),
    ...headers,
  });
  response.end(text);
};

/** SQS with its messages on disk: for functions over HTTP, for the host's own pollers by call. */
export const startQueues = async ({ port, dataDir, allows }: Options) => {
  const { store, router, atomically, close } = await loadFauxqs(dataDir);
  const declared = new Map<string, QueueDeclaration>();

  const queueOf = (name: string): SqsQueue => {
    const queue = store.getQueueByName(name);
    if (!queue) throw new Error(`no queue is called ${name}`);
    return queue;
  };

  /** fauxqs keeps messages for ever: what is older than the queue's retention goes before anybody receives. */
  const forgetOld = (queue: SqsQueue) => {
    const oldest = Date.now() - Number(queue.attributes.MessageRetentionPeriod) * 1_000;
    const isOld = ({ sentTimestamp }: { sentTimestamp: number }) => sentTimestamp < oldest;
    for (const { messageId } of [...queue.messages, ...queue.delayedMessages].filter(isOld)) {
      queue.persistence?.deleteMessage(messageId);
    }
    queue.messages = queue.messages.filter((message) => !isOld(message));
    queue.delayedMessages = queue.delayedMessages.filter((message) => !isOld(message));
  };

  const dequeue = (queue: SqsQueue, count: number, visibilitySeconds?: number) =>
    atomically(() => {
      queue.processTimers();
      if (queue.messages[0]) forgetOld(queue);
      return queue.dequeue(count, visibilitySeconds, (target) => store.getQueueByArn(target));
    });

  const receive = async (name: string, count: number, waitSeconds = WAIT_SECONDS): Promise<Message[]> => {
    const queue = queueOf(name);
    let received = dequeue(queue, count);
    if (received.length === 0 && waitSeconds > 0) {
      await queue.waitForMessages(waitSeconds);
      received = dequeue(queue, count);
    }
    return received.map(({ MessageId, ReceiptHandle, Body, MD5OfBody, MessageAttributes }) => {
      const message = queue.inflightMessages.get(ReceiptHandle)?.message;
      return {
        messageId: MessageId,
        receiptHandle: ReceiptHandle,
        body: Body,
        md5OfBody: MD5OfBody,
        attributes: {
          ApproximateReceiveCount: String(message?.approximateReceiveCount),
          SentTimestamp: String(message?.sentTimestamp),
          SenderId: '000000000000',
          ApproximateFirstReceiveTimestamp: String(message?.approximateFirstReceiveTimestamp),
          ...(message?.messageGroupId && { MessageGroupId: message.messageGroupId }),
        },
        messageAttributes: (MessageAttributes ?? {}) as Message['messageAttributes'],
      };
    });
  };

  /** Waiting is done here, so that fauxqs receives without waiting, and in one transaction. */
  const prepareReceive = async (body: Record<string, unknown>) => {
    const queue = store.getQueue(String(body.QueueUrl));
    if (!queue) return;
    const wait = Number(body.WaitTimeSeconds ?? queue.attributes.ReceiveMessageWaitTimeSeconds ?? 0);
    atomically(() => queue.processTimers());
    if (queue.messages.length === 0 && wait > 0) await queue.waitForMessages(Math.min(wait, WAIT_SECONDS));
    forgetOld(queue);
    body.WaitTimeSeconds = 0;
  };

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await readJson(request);
    const action = String(request.headers['x-amz-target']).replace('AmazonSQS.', '');
    const [, accessKeyId = ''] = /Credential=([^/,]+)\//.exec(request.headers.authorization ?? '') ?? [];
    const queueArn = arn(
      'sqs',
      String(body.QueueUrl ?? body.QueueName ?? '*')
        .split('/')
        .at(-1) ?? '',
    );
    const permission = `sqs:${PERMISSION[action] ?? action}`;
    if (!allows(accessKeyId, permission, queueArn)) {
      const message = `User: arn:aws:iam::000000000000:user/${accessKeyId} is not authorized to perform: ${permission.toLowerCase()} on resource: ${queueArn} because no identity-based policy allows the ${permission.toLowerCase()} action`;
      const headers = { 'x-amzn-query-error': 'AccessDenied;Sender' };
      return send(response, 403, headers, { __type: 'com.amazonaws.sqs#AccessDenied', message });
    }
    if (action === 'ReceiveMessage') await prepareReceive(body);
    const headers: Record<string, string> = {};
    let status = 200;
    const reply = {
      status: (code: number) => {
        status = code;
      },
      header: (name: string, value: string) => {
        headers[name] = value;
      },
    };
    const result = await atomically(() =>
      router.handle(...([{ headers: request.headers, body }, reply] as unknown as Parameters<Handle>)),
    );
    send(response, status, headers, result ?? {});
  };

  const server = createServer((request, response) => {
    answer(request, response).catch((error) => {
      if (request.destroyed) return;
      console.error('sqs:', error);
      send(response, 500, {}, { __type: 'com.amazonaws.sqs#InternalError', message: 'Internal error' });
    });
  });
  server.keepAliveTimeout = 75_000; // longer than any client keeps an idle connection
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');

  return {
    endpoint: `http://127.0.0.1:${port}`,
    /** Makes what does not exist yet, and gives what does the attributes that are declared now. */
    declare: (queues: QueueDeclaration[]) => {
      declared.clear();
      for (const queue of queues) {
        declared.set(queue.name, queue);
        const existing = store.getQueueByName(queue.name);
        if (existing) existing.setAttributes(queue.attributes);
        else store.createQueue(queue.name, queue.url, queue.arn, queue.attributes);
      }
    },
    receive,
    remove: (name: string, receiptHandles: string[]) =>
      atomically(() => {
        for (const handle of receiptHandles) queueOf(name).deleteMessage(handle);
      }),
    send: (name: string, body: string) => {
      const { createMessage } =
        store.constructor as typeof import('../../../node_modules/fauxqs/dist/sqs/sqsStore.js').SqsStore;
      queueOf(name).enqueue(createMessage(body));
    },
    /** Makes visible at once what the clock has made due. */
    processTimers: () => store.processAllTimers(),
    states: (): QueueState[] =>
      [...declared.values()].map(({ name, url, isDeadLetter }) => {
        const queue = queueOf(name);
        queue.processTimers();
        return {
          name,
          url,
          visible: queue.messages.length,
          inFlight: queue.inflightMessages.size,
          delayed: queue.delayedMessages.length,
          isDeadLetter,
        };
      }),
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
      close();
    },
  };
};
