import type { JsonSchema } from './json-schema.ts';

type Header = { description: string; required?: boolean; schema: JsonSchema };

const text: JsonSchema = { type: 'string' };

/** Headers of answers, by the name under which the documents keep them. */
export const HEADERS: Record<string, Header> = {
  Deprecation: { description: 'Since when there is something better (RFC 9745).', required: true, schema: text },
  ETag: { description: "The record's version, for `If-Match` and `If-None-Match`.", schema: text },
  IdempotencyReplayed: {
    description: 'Present where the key was known: this is what it was answered the first time.',
    schema: { const: 'true' },
  },
  Location: { description: 'Where what was made can be read.', required: true, schema: text },
  RateLimit: {
    description: 'How many requests the caller still may make now: `r`, and in how many seconds more fit: `t`.',
    schema: text,
  },
  RateLimitPolicy: {
    description: "The limit of the caller's class: `q` requests at once, won back within `w` seconds.",
    schema: text,
  },
  RequestId: {
    description: 'Names this request; also in every log line that it caused. Quote it when you ask us.',
    required: true,
    schema: text,
  },
  RetryAfter: { description: 'Seconds after which to repeat the request, with the same key.', schema: text },
  Successor: {
    description: 'What to use instead: `<…>; rel="successor-version"` (RFC 5829).',
    required: true,
    schema: text,
  },
  Sunset: { description: 'When the route ends (RFC 8594).', required: true, schema: text },
  WwwAuthenticate: { description: 'What token is needed.', schema: text },
};

export const headerRef = (name: keyof typeof HEADERS & string) => ({ $ref: `#/components/headers/${name}` });

/** `Cache-Control` of a success, as the route's contract says it. */
export const cacheControl = (cache: string | undefined) => ({
  description: cache ? 'Answers may be kept so long.' : 'Answers are for the caller alone, and not kept.',
  required: true,
  schema: { const: cache ?? 'no-store' },
});
