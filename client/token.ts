import { accessToken, findSystem, type Machine, type Person } from './access-token.ts';

const USAGE = `Usage: npm run -s token -- shopper|staff|admin <e-mail>
       npm run -s token -- machine <scope> [more scopes]`;

/** Who is meant by the words of the command line, or nothing when they mean nobody. */
const callerOf = ([kind, ...rest]: string[]): Person | Machine | undefined => {
  if (kind === 'machine') return rest.length > 0 ? { kind, scopes: rest } : undefined;
  const [email, ...more] = rest;
  if (kind !== 'shopper' && kind !== 'staff' && kind !== 'admin') return undefined;
  return email?.includes('@') && more.length === 0 ? { kind, email } : undefined;
};

try {
  const who = callerOf(process.argv.slice(2));
  if (!who) throw new Error(`Whose token?\n${USAGE}`);
  console.log((await accessToken(await findSystem(), who)).accessToken);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
