import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ChangeMessageVisibilityCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { freePort } from '../home.ts';
import { pollQueue } from '../sources/queue-source.ts';
import { arn } from '../template/world.ts';
import { type Queues, startQueues } from './queues.ts';

let folder: string;
let port: number;
let queues: Queues;
let sqs: SQSClient;
const stops: (() => void)[] = [];

const urlOf = (name: string) => `http://127.0.0.1:${port}/000000000000/${name}`;
const declaration = (name: string, attributes: Record<string, string>, isDeadLetter = false) => ({
  name,
  url: urlOf(name),
  arn: arn('sqs', name),
  attributes,
  isDeadLetter,
});
const redrive = JSON.stringify({ deadLetterTargetArn: arn('sqs', 'dead'), maxReceiveCount: 2 });

const start = async () => {
  queues = await startQueues({
    port,
    dataDir: folder,
    allows: (key, action) => key === 'may' || action === 'sqs:SendMessage',
  });
  queues.declare([
    declaration('dead', {}, true),
    declaration('jobs', { VisibilityTimeout: '30', MessageRetentionPeriod: '3600', RedrivePolicy: redrive }),
  ]);
};

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'queues-'));
  port = (await freePort(0)) ?? 0;
  await start();
  const credentials = { accessKeyId: 'may', secretAccessKey: 'x' };
  sqs = new SQSClient({ endpoint: queues.endpoint, region: 'eu-west-1', credentials });
});
afterEach(async () => {
  vi.useRealTimers();
  for (const stop of stops.splice(0)) stop();
  sqs.destroy();
  await queues.stop();
  rmSync(folder, { recursive: true });
});

const later = (seconds: number) => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + seconds * 1_000 });
  queues.processTimers();
};
const send = (MessageBody: string, DelaySeconds?: number) =>
  sqs.send(new SendMessageCommand({ QueueUrl: urlOf('jobs'), MessageBody, DelaySeconds }));
const state = (name: string) => queues.states().find((one) => one.name === name);

test('it gives a message to nobody else until its visibility timeout, by the clock', async () => {
  await send('a');
  expect(await queues.receive('jobs', 10, 0)).toMatchObject([
    { body: 'a', attributes: { ApproximateReceiveCount: '1' } },
  ]);
  expect(await queues.receive('jobs', 10, 0)).toEqual([]);
  later(31);
  expect(await queues.receive('jobs', 10, 0)).toMatchObject([{ attributes: { ApproximateReceiveCount: '2' } }]);
});

test('it wakes who waits when the clock makes a delayed message due', async () => {
  await send('a', 600);
  const waiting = queues.receive('jobs', 10);
  expect(state('jobs')).toMatchObject({ visible: 0, delayed: 1 });
  later(601);
  expect(await waiting).toHaveLength(1);
});

test('it gives up on a message that came too often', async () => {
  await send('a');
  for (let time = 0; time < 3; time++) {
    await queues.receive('jobs', 10, 0);
    later(31);
  }
  expect(state('jobs')).toMatchObject({ visible: 0, inFlight: 0 });
  expect(state('dead')).toMatchObject({ visible: 1, isDeadLetter: true });
});

test('it forgets what is older than the retention', async () => {
  await send('a');
  later(3_601);
  expect(await queues.receive('jobs', 10, 0)).toEqual([]);
});

test('it still has every message after a restart, also those being worked on', async () => {
  const Entries = ['1', '2', '3'].map((Id) => ({ Id, MessageBody: Id }));
  await sqs.send(new SendMessageBatchCommand({ QueueUrl: urlOf('jobs'), Entries }));
  const [first] = await queues.receive('jobs', 1, 0);
  await queues.stop();
  await start();
  expect(state('jobs')).toMatchObject({ visible: 2, inFlight: 1 });
  queues.remove('jobs', [first?.receiptHandle ?? '']);
  expect(state('jobs')).toMatchObject({ visible: 2, inFlight: 0 });
});

test('it makes a message visible at once when asked to', async () => {
  const QueueUrl = urlOf('jobs');
  await send('a');
  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 1 }));
  const ReceiptHandle = Messages?.[0]?.ReceiptHandle;
  await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }));
  expect(state('jobs')).toMatchObject({ visible: 1, inFlight: 0 });
});

test('it refuses who has no grant', async () => {
  const stranger = new SQSClient({
    endpoint: queues.endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'stranger', secretAccessKey: 'x' },
  });
  await expect(stranger.send(new ReceiveMessageCommand({ QueueUrl: urlOf('jobs') }))).rejects.toMatchObject({
    name: 'AccessDenied',
  });
  stranger.destroy();
});

const source = {
  id: 'm',
  functionName: 'f',
  queueArn: arn('sqs', 'jobs'),
  batchSize: 10,
  windowSeconds: 0,
  reportsItemFailures: true,
  concurrency: 2,
};
type Event = { Records: { messageId: string; body: string }[] };

test('it deletes what a function did and leaves what it could not do', async () => {
  const heard: string[] = [];
  const invoke = async (_: string, event: unknown) => {
    const { Records } = event as Event;
    heard.push(...Records.map(({ body }) => body));
    const failed = Records.filter(({ body }) => body === 'bad');
    return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };
  stops.push(pollQueue(source, { queues, functions: { invoke } }).stop);
  await Promise.all([send('good'), send('bad'), send('good')]);
  await vi.waitFor(() => expect(heard).toHaveLength(3));
  await vi.waitFor(() => expect(state('jobs')).toMatchObject({ visible: 0, inFlight: 1 }));
});

test('it leaves the whole batch when the function throws', async () => {
  let calls = 0;
  const invoke = async () => {
    calls += 1;
    throw new Error('broken');
  };
  stops.push(pollQueue(source, { queues, functions: { invoke } }).stop);
  await send('a');
  await vi.waitFor(() => expect(calls).toBe(1));
  expect(state('jobs')).toMatchObject({ visible: 0, inFlight: 1 });
  later(31);
  await vi.waitFor(() => expect(calls).toBe(2));
  later(31);
  await vi.waitFor(() => expect(state('dead')).toMatchObject({ visible: 1 }));
});
