/** One fault in what the caller sent, or one thing that stands in its way. `path` is dotted: `lines.3.quantity`. */
export type Fault = { path: string; code: string; message: string } & Record<string, unknown>;

type Details = {
  errors?: Fault[];
  headers?: Record<string, string>;
  /** Further members of the problem document, such as the new quote. */
  extra?: Record<string, unknown>;
};

/** A refusal the caller can understand and act on; anything else that is thrown is ours, and a 500. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: Details;

  constructor(status: number, code: string, sentence: string, details: Details = {}) {
    super(sentence);
    this.name = 'Refusal';
    this.status = status;
    this.code = code;
    this.details = details;
  }
}

export const notFound = (what: string) => new Refusal(404, 'not_found', `There is no such ${what}.`);

/** Nothing is decided yet: the caller repeats the same request, with the same key, after a moment. */
export const unavailable = (code: 'busy' | 'request_in_progress', sentence: string) =>
  new Refusal(503, code, sentence, { headers: { 'retry-after': '1' } });
