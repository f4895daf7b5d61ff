import type { IncomingMessage } from 'node:http';

/** All that was sent, as text. */
export const readBody = async (request: IncomingMessage): Promise<string> => {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) body += chunk;
  return body;
};
