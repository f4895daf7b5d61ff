import { subscribe } from 'node:diagnostics_channel';
import { appendFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

// Preloaded into the local system (so plain JavaScript): writes down what its gateway and issuer fetch, a line each.

const file = process.env.OUTBOUND_LOG;
if (isMainThread && file) {
  subscribe('undici:request:create', ({ request }) => {
    appendFileSync(file, `${request.method} ${request.origin}${request.path}\n`);
  });
}
