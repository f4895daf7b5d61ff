import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';

const FORM_BYTES = 8 * 1024;

/** Nothing when it is not a form, or is longer than 8 KiB or of untold length. */
export const readForm = async (request: IncomingMessage): Promise<URLSearchParams | undefined> => {
  const { 'content-type': type, 'content-length': length } = request.headers;
  if (!type?.startsWith('application/x-www-form-urlencoded') || !(Number(length) <= FORM_BYTES)) return undefined;
  return new URLSearchParams(await text(request));
};

/**
 * Whether a page of `origin` sent this. A browser says so itself (our pages ask it to tell nobody their address, so that
 * its `Origin` is `null`); a program that says nothing has no cookies that a stranger could borrow.
 */
export const isFromOwnPage = ({ headers }: IncomingMessage, origin: string): boolean => {
  const { origin: said = origin, 'sec-fetch-site': site } = headers;
  if (site === undefined) return said === origin;
  return site === 'same-origin' && (said === origin || said === 'null');
};
