import type { Clock } from './clock.ts';
import { ControlError, type Controls } from './control.ts';
import type { Identity } from './identity/identity.ts';
import { accessKeyOf, type FunctionDeclaration } from './lambda/declaration.ts';
import type { Functions } from './lambda/functions.ts';
import type { Queues } from './queues/queues.ts';
import type { StripeDouble } from './stripe/stripe.ts';
import type { Table } from './table/table.ts';

type Parts = {
  clock: Clock;
  functions: Functions;
  identity: Identity;
  queues: Queues;
  stripe: StripeDouble;
  table: Table;
  declared(): FunctionDeclaration[];
};

/** @throws ControlError that lists the doors when one of these is none */
export const checkDoors = (functions: Functions, doors: string[]): string[] => {
  const known = functions.doors();
  const unknown = doors.filter((door) => !known.includes(door));
  if (unknown.length > 0)
    throw new ControlError(422, `No door is called ${unknown.join(', ')}. Doors: ${known.join(', ')}`);
  return doors;
};

/** What the control endpoint's requests do to the parts of the system. */
export const controlsOf = ({ clock, functions, identity, queues, stripe, table, declared }: Parts): Controls => ({
  createUser: (user) => identity.createUser(user),
  advance: async (seconds) => {
    clock.advance(seconds * 1_000);
    await table.sweep();
  },
  queues: () => queues.states(),
  faults: async ({ transactionConflicts = 0, throttles = 0, failDoors: failing = [] }) => {
    functions.fail(checkDoors(functions, failing));
    await table.faults({ transactionConflicts, throttles });
  },
  running: () => functions.running(),
  kills: (rate) => ({ killed: functions.kill(rate) }),
  invoke: (door, event) => {
    const [known = ''] = checkDoors(functions, [door]);
    return functions.invoke(functions.nameOf(known) ?? '', event);
  },
  consumed: async () => {
    const doorOf = new Map(declared().map(({ name, door }) => [accessKeyOf(name), door]));
    return (await table.consumed()).map(({ accessKeyId, ...rest }) => ({
      door: doorOf.get(accessKeyId) ?? accessKeyId,
      ...rest,
    }));
  },
  forgetConsumed: () => table.forgetConsumed(),
  stripe,
});
