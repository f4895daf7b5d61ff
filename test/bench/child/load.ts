// Loads one bundle in this fresh process and says how long that took: `node load.mjs BUNDLE`.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

/** What aws-lambda-ric 4 has required before it imports a handler; the runtime pays for these, not the function. */
const OF_THE_RUNTIME = ['path', 'fs', 'net', 'http', 'os', 'util', 'worker_threads', 'async_hooks'];

const [, , bundle = ''] = process.argv;
const require = createRequire(import.meta.url);
for (const name of OF_THE_RUNTIME) require(`node:${name}`);

const before = performance.now();
await import(pathToFileURL(bundle).href);
const milliseconds = performance.now() - before;
console.log(JSON.stringify({ milliseconds }));
process.exit(0);
