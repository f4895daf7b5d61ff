import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Run } from './run.ts';
import { missedIn, type Section, tableOf } from './tables.ts';

const PARTS = ['functions', 'http', 'limits', 'payments', 'units'] as const;
type Part = (typeof PARTS)[number];

const USAGE = `node test/bench/bench.ts [${PARTS.join('|')}]... [--quick] [--json FILE]`;

const asked = () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: 'string' }, quick: { type: 'boolean', default: false } },
  });
  const unknown = positionals.filter((name) => !PARTS.some((part) => part === name));
  if (unknown.length > 0) throw new Error(`Unknown: ${unknown.join(', ')}. ${USAGE}`);
  return { parts: PARTS.filter((part) => positionals.length === 0 || positionals.includes(part)), ...values };
};

const machine = () => ({
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  gigabytes: Math.round(totalmem() / 2 ** 30),
  node: process.version,
  load: readFileSync('/proc/loadavg', 'utf8').split(' ').slice(0, 1).join(),
});

const progress = (sentence: string) => {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${sentence}`);
};

const show = (section: Section): Section => {
  progress('');
  console.log(tableOf(section));
  return section;
};

/** Each part is imported when it is its turn: what one needs is not in the memory of another. */
const measure = async (part: Part, run: Run): Promise<Section[]> => {
  switch (part) {
    case 'functions':
      return (await import('./functions.ts')).measureFunctions(run);
    case 'http':
      return (await import('./http.ts')).measureHttp(run);
    case 'limits':
      return (await import('./limits.ts')).measureLimits(run);
    case 'payments':
      return (await import('./payments.ts')).measurePayments(run);
    case 'units':
      return (await import('./units.ts')).measureUnits(run);
  }
};

const run = async (): Promise<void> => {
  const { parts, json, quick } = asked();
  const started = performance.now();
  const { cpu, cores, gigabytes, node, load } = machine();
  console.log(`${cpu}, ${cores} cores, ${gigabytes} GB, Node ${node}, load average ${load} at the start\n`);
  const folder = mkdtempSync(join(tmpdir(), 'backroom-bench-'));
  const clean = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', clean);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

  const sections: Section[] = [];
  for (const part of parts) {
    sections.push(...(await measure(part, { folder, quick, progress, show })));
  }
  const missed = missedIn(sections);
  const seconds = Math.round((performance.now() - started) / 1_000);
  if (json) writeFileSync(json, `${JSON.stringify({ machine: machine(), seconds, sections, missed }, null, 2)}\n`);
  console.log(missed.length === 0 ? 'All bars are met.' : `Missed:\n  ${missed.join('\n  ')}`);
  console.log(`${seconds} s`);
  process.exitCode = missed.length === 0 || quick ? 0 : 1;
};

run().catch((error) => {
  console.error(error);
  process.exit(1);
});
