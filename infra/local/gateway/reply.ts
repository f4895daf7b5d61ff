import type { ServerResponse } from 'node:http';
import * as v from 'valibot';

type Headers = Record<string, string | string[]>;

const Structured = v.object({
  statusCode: v.pipe(v.union([v.number(), v.pipe(v.string(), v.transform(Number))]), v.integer(), v.minValue(100)),
  headers: v.optional(v.record(v.string(), v.union([v.string(), v.number(), v.boolean()])), {}),
  body: v.optional(v.string(), ''),
  isBase64Encoded: v.optional(v.boolean(), false),
  cookies: v.optional(v.array(v.string())),
});

const end = (response: ServerResponse, status: number, headers: Headers, body: string | Buffer) => {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(body);
};

/** What the gateway says by itself. */
export const sendMessage = (response: ServerResponse, status: number, message: string, headers: Headers = {}) =>
  end(response, status, { 'content-type': 'application/json', ...headers }, JSON.stringify({ message }));

/** What a function answered: a response with a status, or any JSON, which is then the body of a 200. */
export const sendResult = (response: ServerResponse, result: unknown, headers: Headers) => {
  if (result === null || typeof result !== 'object' || !('statusCode' in result)) {
    const body = typeof result === 'string' ? result : JSON.stringify(result);
    return end(response, 200, { 'content-type': 'application/json', ...headers }, body);
  }
  const parsed = v.safeParse(Structured, result);
  if (!parsed.success) return sendMessage(response, 500, 'Internal Server Error', headers);
  const { statusCode, headers: own, body, isBase64Encoded, cookies } = parsed.output;
  const all: Headers = { 'content-type': 'text/plain;charset=utf-8' };
  for (const [name, value] of Object.entries(own)) all[name.toLowerCase()] = String(value);
  if (cookies) all['set-cookie'] = cookies;
  if (statusCode === 204 || statusCode === 304) {
    delete all['content-type'];
    response.writeHead(statusCode, { ...all, ...headers });
    response.end();
    return;
  }
  end(response, statusCode, { ...all, ...headers }, isBase64Encoded ? Buffer.from(body, 'base64') : body);
};
