import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';

const USAGE = `Usage: npm run clock              the local system's time
       npm run clock -- +31m      moves it forward: s, m, h or d`;
const NOT_RUNNING = 'Backroom is not running (npm start)';
const SECONDS = { s: 1, m: 60, h: 3_600, d: 86_400 };

const System = v.object({ control: v.string(), controlSecret: v.string() });

/** `+31m` in seconds, or nothing when it is no time. */
const secondsOf = (text: string): number | undefined => {
  const [, count, unit] = /^\+?(\d+)([smhd])$/.exec(text) ?? [];
  return unit ? Number(count) * SECONDS[unit as keyof typeof SECONDS] : undefined;
};

const findControl = async () => {
  const file = join(process.env.BACKROOM_HOME ?? '.backroom', 'system.json');
  const text = await readFile(file, 'utf8').catch((cause) => {
    throw new Error(NOT_RUNNING, { cause });
  });
  return v.parse(System, JSON.parse(text));
};

const ask = async (body: { advanceSeconds: number } | undefined): Promise<string> => {
  const { control, controlSecret } = await findControl();
  const response = await fetch(`${control}/clock`, {
    method: body ? 'POST' : 'GET',
    headers: { authorization: `Bearer ${controlSecret}` },
    ...(body && { body: JSON.stringify(body) }),
  }).catch((cause) => {
    throw new Error(NOT_RUNNING, { cause });
  });
  if (!response.ok) throw new Error(`The clock was not moved (${response.status}): ${await response.text()}`);
  return v.parse(v.object({ now: v.string() }), await response.json()).now;
};

try {
  const [text, ...more] = process.argv.slice(2);
  const advanceSeconds = text === undefined ? 0 : secondsOf(text);
  if (advanceSeconds === undefined || more.length > 0) throw new Error(`How far?\n${USAGE}`);
  console.log(await ask(text === undefined ? undefined : { advanceSeconds }));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
