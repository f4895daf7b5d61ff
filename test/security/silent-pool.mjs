import { subscribe } from 'node:diagnostics_channel';
import { existsSync, readFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

// Preloaded into the local system (so plain JavaScript): while the file is there, nobody who asks the user pool about a
// user gets an answer. The file says how: `silent` never ends it, `cut` ends the connection.

const file = process.env.SILENT_POOL;
const TARGET = 'AWSCognitoIdentityProviderService.';

if (isMainThread && file) {
  subscribe('http.server.request.start', ({ request, response, socket }) => {
    if (!request.headers['x-amz-target']?.startsWith(TARGET) || !existsSync(file)) return;
    if (readFileSync(file, 'utf8') === 'cut') socket.destroy();
    response.end = () => response;
  });
}
