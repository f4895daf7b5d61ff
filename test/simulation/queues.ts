import type { QueueDeclaration } from '../../infra/local/queues/declaration.ts';
import type { QueueSource } from '../../infra/local/sources/declaration.ts';

/** A message, in a queue or in somebody's hands; times in ms. */
export type Message = {
  id: string;
  body: string;
  /** Why it was put among the dead letters, where somebody said so. */
  reason?: string | undefined;
  visibleAt: number;
  receives: number;
  firstReceivedAt: number | undefined;
  handle: string;
  /** It was in the hands of somebody who was killed, or of two at once. */
  isHarmed?: boolean;
};

export type Queue = {
  url: string;
  arn: string;
  name: string;
  messages: Message[];
  visibilitySeconds: number;
  maxReceives: number;
  deadLetters: string | undefined;
  isDeadLetter: boolean;
};

/** SQS: standard queues of at least once, in any order, whose messages go to the dead letters after so many receives. */
export type Queues = ReturnType<typeof createQueues>;

type Entry = { Id?: string; MessageBody: string; MessageAttributes?: { reason?: { StringValue?: string } } };
type Input = Entry & { QueueUrl: string; Entries?: Entry[]; ReceiptHandle?: string; VisibilityTimeout?: number };

const awsError = (name: string, $fault: 'client' | 'server') => Object.assign(new Error(name), { name, $fault });

export const createQueues = (declared: QueueDeclaration[], now: () => number) => {
  let ids = 0;
  const queues = declared.map(({ url, arn, name, attributes, isDeadLetter }): Queue => {
    const policy = attributes.RedrivePolicy ? JSON.parse(attributes.RedrivePolicy) : {};
    return {
      url,
      arn,
      name,
      messages: [],
      visibilitySeconds: Number(attributes.VisibilityTimeout ?? 30),
      maxReceives: policy.maxReceiveCount ?? Number.POSITIVE_INFINITY,
      deadLetters: policy.deadLetterTargetArn,
      isDeadLetter,
    };
  });
  const byUrl = new Map(queues.map((queue) => [queue.url, queue]));
  const byArn = new Map(queues.map((queue) => [queue.arn, queue]));
  const queueAt = (url: string): Queue => {
    const queue = byUrl.get(url);
    if (!queue) throw awsError('QueueDoesNotExist', 'client');
    return queue;
  };
  const put = (queue: Queue, body: string, reason?: string): Message => {
    const id = `message-${++ids}`;
    const message = { id, body, reason, visibleAt: now(), receives: 0, firstReceivedAt: undefined, handle: '' };
    queue.messages.push(message);
    return message;
  };

  return {
    all: queues,
    byArn: (arn: string): Queue => byArn.get(arn) as Queue,
    put,
    /** Messages that can be received now, oldest first; those received too often go to the dead letters instead. */
    visible: (queue: Queue, onDead: (message: Message) => void): Message[] => {
      const target = queue.deadLetters && byArn.get(queue.deadLetters);
      const visible = queue.messages.filter(({ visibleAt }) => visibleAt <= now());
      if (!target) return visible;
      const dead = visible.filter(({ receives }) => receives >= queue.maxReceives);
      for (const message of dead) {
        onDead(message);
        target.messages.push({ ...message, visibleAt: now() });
      }
      if (dead.length > 0) queue.messages = queue.messages.filter((message) => !dead.includes(message));
      return visible.filter((message) => !dead.includes(message));
    },
    /** Takes messages in hand, as an event source does, and says what its function gets. */
    receive: (queue: Queue, messages: Message[]) => {
      for (const message of messages) {
        message.receives++;
        message.firstReceivedAt ??= now();
        message.visibleAt = now() + queue.visibilitySeconds * 1_000;
        message.handle = `${message.id}/${message.receives}`;
      }
      return messages.map(({ id, body, handle, receives }) => ({
        messageId: id,
        receiptHandle: handle,
        body,
        attributes: {
          ApproximateReceiveCount: String(receives),
          SentTimestamp: '0',
          SenderId: '',
          ApproximateFirstReceiveTimestamp: '0',
        },
        messageAttributes: {},
        md5OfBody: '',
        eventSource: 'aws:sqs',
        eventSourceARN: queue.arn,
        awsRegion: 'eu-west-1',
      }));
    },
    remove: (queue: Queue, ids: Set<string>): void => {
      queue.messages = queue.messages.filter(({ id }) => !ids.has(id));
    },
    /** Puts what is among the dead letters back into the queue it came from. @returns how many that were */
    redrive: (): number => {
      let moved = 0;
      for (const queue of queues) {
        const dead = queue.deadLetters && byArn.get(queue.deadLetters);
        if (!dead) continue;
        const back = dead.messages.filter(({ reason }) => reason === undefined);
        dead.messages = dead.messages.filter(({ reason }) => reason !== undefined);
        for (const message of back)
          queue.messages.push({ ...message, receives: 0, firstReceivedAt: undefined, visibleAt: now() });
        moved += back.length;
      }
      return moved;
    },
    /** When the next message of a queue with workers can be received. */
    nextVisibleAt: (sources: QueueSource[]): number | undefined => {
      const times = sources.flatMap(
        ({ queueArn }) => byArn.get(queueArn)?.messages.map(({ visibleAt }) => visibleAt) ?? [],
      );
      return times.length > 0 ? Math.min(...times) : undefined;
    },
    /** What a client of SQS asks for. @param only the first so many messages of a batch are taken, where that is said */
    execute: (command: string, { QueueUrl, ...input }: Input, only = Number.POSITIVE_INFINITY): object => {
      const queue = queueAt(QueueUrl);
      if (command === 'SendMessageCommand') {
        const { id } = put(queue, input.MessageBody, input.MessageAttributes?.reason?.StringValue);
        return { MessageId: id };
      }
      if (command === 'SendMessageBatchCommand') {
        const entries = input.Entries ?? [];
        const Successful = entries
          .slice(0, only)
          .map(({ Id, MessageBody }) => ({ Id, MessageId: put(queue, MessageBody).id }));
        const Failed = entries.slice(only).map(({ Id }) => ({ Id, Code: 'InternalError', SenderFault: false }));
        return { Successful, Failed };
      }
      if (command === 'ChangeMessageVisibilityCommand') {
        const message = queue.messages.find(({ handle }) => handle === input.ReceiptHandle);
        if (!message) throw awsError('MessageNotInflight', 'client');
        message.visibleAt = now() + (input.VisibilityTimeout ?? 0) * 1_000;
        return {};
      }
      throw new Error(`the simulated SQS does not know ${command}`);
    },
  };
};
