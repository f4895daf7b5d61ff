import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import * as v from 'valibot';

const Batch = v.object({
  QueueUrl: v.string(),
  Entries: v.array(v.object({ Id: v.string(), MessageBody: v.string() })),
});

export type Queues = Awaited<ReturnType<typeof openQueues>>;

/** A queue service that takes every message and keeps it for whoever asks. */
export const openQueues = async () => {
  const messages: { queue: string; body: string }[] = [];
  let sent = 0;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const { QueueUrl, Entries } = v.parse(Batch, JSON.parse(Buffer.concat(chunks).toString()));
    messages.push(...Entries.map(({ MessageBody }) => ({ queue: QueueUrl, body: MessageBody })));
    sent += Entries.length;
    const Successful = Entries.map(({ Id, MessageBody }) => ({
      Id,
      MessageId: Id,
      MD5OfMessageBody: createHash('md5').update(MessageBody).digest('hex'), // the SDK compares
    }));
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify({ Successful, Failed: [] }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const endpoint = `http://127.0.0.1:${port}`;
  return {
    endpoint,
    url: (name: string) => `${endpoint}/000000000000/${name}`,
    /** How many messages were ever sent. */
    sent: () => sent,
    /** What was sent since the last time. */
    take: () => messages.splice(0),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
};
