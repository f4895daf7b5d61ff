import { type Mutant, mutant } from './mutant.ts';

const RELAY = 'functions/operations/relay.ts';
const WORKER = 'shared/worker.ts';
const TABLE = 'shared/table.ts';
const REPORT = 'functions/reports/daily-table.ts';

const MANY = ['place', 'pay', 'revoke', 'refund'];

/** Bugs of whoever carries messages, reads and writes. */
export const MESSAGES: Mutant[] = [
  mutant('events are marked as sent before they are (vendure #2735)', MANY, [
    RELAY,
    'const sent = rows.map(() => true);',
    'const sent = rows.map(() => true);\n  await together(rows.map((row) => markSent(row, deadline)));',
  ]),
  mutant('what the queue has refused counts as sent', MANY, [
    'shared/queue.ts',
    'for (const { Id } of Successful) taken',
    'for (const { Id } of Entries) taken',
  ]),
  mutant('a lost answer of the queue counts as sent', MANY, [
    'shared/queue.ts',
    "      logger.warn('not taken', { queue: QueueUrl, error: error as Error });\n",
    '      taken.fill(true, start, end);\n',
  ]),
  mutant(
    'a long event is sent without its second part',
    ['long'],
    [RELAY, 'Array.from({ length: parts.count }', 'Array.from({ length: 1 }'],
  ),
  mutant('nobody resends what the stream has missed (medusa #14357)', MANY, [
    'functions/operations/unsent.ts',
    'resent += await resend(keys);',
    '',
  ]),
  mutant('a worker catches, logs and acknowledges (aws-samples)', MANY, [
    WORKER,
    'applies\n      return false;',
    'applies\n      return true;',
  ]),
  mutant('failures of a batch are not reported', MANY, [
    WORKER,
    'return { batchItemFailures };',
    'return { batchItemFailures: [] };',
  ]),
  mutant('an effect is added without remembering the event (aws-serverless-shopping-cart)', MANY, [
    REPORT,
    'transact([mark, ...additions], deadline)',
    'transact(additions, deadline)',
  ]),
  mutant('an event is remembered before it has its effect', MANY, [
    REPORT,
    'await transact([mark, ...additions], deadline);',
    'if (!(await transact([mark], deadline))) await transact(additions, deadline);',
  ]),
  mutant('a failure to add is swallowed', MANY, [
    REPORT,
    'await transact([mark, ...additions], deadline);',
    'await transact([mark, ...additions], deadline).catch(() => undefined);',
  ]),
  mutant(
    'a cancelled order that nobody had paid counts against the day',
    ['cancel', 'revoke'],
    ['functions/reports/workers/on-order-cancelled.ts', "from === 'pending_payment' || refunded", 'refunded'],
  ),
  mutant(
    'a retry moves stock again: a new id at each call',
    ['move', 'double'],
    [
      'functions/inventory/api/record-movement.ts',
      'contract.recordMovement.operation, key });',
      'contract.recordMovement.operation, key: crypto.randomUUID() });',
    ],
  ),
  mutant(
    'reads may be a moment old',
    ['cancel', 'spread'],
    [TABLE, '{ consistent = true } = {}', '{ consistent = false } = {}'],
  ),
  mutant('what a batch has left out is taken to be absent', MANY, [
    TABLE,
    'pending = (answer.UnprocessedKeys?.[TableName]?.Keys ?? []) as Key[];',
    'pending = [];',
  ]),
  mutant(
    'only the first page of a query is read',
    ['reconcile'],
    [TABLE, 'while (ExclusiveStartKey && (limit === undefined || rows.length < limit));', 'while (false);'],
  ),
  mutant('a conflict is taken for a refusal', MANY, [
    TABLE,
    "if (codes.includes('ConditionalCheckFailed')) {",
    "if (codes.some((code) => code !== 'None')) {",
  ]),
  mutant('a refused transaction counts as written', MANY, [
    TABLE,
    "return { failed: (index) => codes[index] === 'ConditionalCheckFailed' };",
    'return undefined;',
  ]),
  mutant(
    'a transaction whose answer was lost is another one when it is repeated',
    ['edit', 'double', 'spread', 'refund'],
    [TABLE, 'TransactItems, ClientRequestToken }', 'TransactItems }'],
  ),
  mutant(
    'the first failure ends an invocation while the rest goes on',
    ['pay', 'place', 'reconcile', 'hot'],
    ['shared/together.ts', '  await Promise.allSettled(work);\n', ''],
  ),
];
