// Calls one handler over and over in this fresh process and says what a call costs: `node warm.mjs BUNDLE DOOR`.
import { pathToFileURL } from 'node:url';
import { ADMITTED, cases } from './cases.ts';
import './network.ts';

/** Enough for V8 to have optimised what it will; measured calls come after. */
const WARM_UP = 1_500;
const CALLS = 1_500;

const [, , bundle = '', door = ''] = process.argv;
const found = cases[door];
if (!found) throw new Error(`no case for ${door}`);
globalThis.benchAnswers = { ...ADMITTED, ...found.answers };

const { handler } = (await import(pathToFileURL(bundle).href)) as {
  handler: (event: unknown, context: unknown) => Promise<{ statusCode: number; body: string }>;
};
const context = {
  functionName: 'bench',
  awsRequestId: '8476a536-e9f4-11e8-9739-2dfe598c3fcd',
  getRemainingTimeInMillis: () => 29_000,
};
let calls = 0;
const call = () => {
  calls += 1;
  return handler(found.event(`bench-key-${String(calls).padStart(12, '0')}`), context);
};

const requests: { operation: string; bytes: number }[] = [];
globalThis.benchListener = (operation, body) => requests.push({ operation, bytes: Buffer.byteLength(body) });
const { statusCode, body } = await call();
if (statusCode !== found.status) throw new Error(`${door} answered ${statusCode}: ${body}`);
globalThis.benchListener = undefined;

for (let n = 0; n < WARM_UP; n++) await call();
const before = process.cpuUsage();
for (let n = 0; n < CALLS; n++) await call();
const { user, system } = process.cpuUsage(before);
console.log(JSON.stringify({ microseconds: (user + system) / CALLS, requests }));
process.exit(0);
