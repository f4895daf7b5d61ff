import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { GetCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { expect } from 'vitest';
import { accessToken, type Machine, type Person } from '../../client/access-token.ts';
import { eventually, openHouse, person } from '../journeys/caller.ts';
import { checkoutOf } from '../journeys/checkout.ts';
import { type Answer, clientOf, type Sent } from './http.ts';
import { poolOf } from './pool.ts';
import { issuerOf } from './tokens.ts';

export const SCOPES = [
  'backroom/catalog.write',
  'backroom/stock.write',
  'backroom/orders.write',
  'backroom/operations',
] as const;

/** Those who call. Ada owns what is attacked, Bob attacks. */
export const PEOPLE = {
  ada: person('shopper', 'ada'),
  bob: person('shopper', 'bob'),
  grace: person('staff', 'grace'),
  root: person('admin', 'root'),
};
export const erp: Machine = { kind: 'machine', scopes: [...SCOPES] };

type Row = Record<string, unknown> & { pk: string; sk: string };
type State = Map<string, string>;
/** How often somebody has asked is counted, whatever came of it: that is no trace of what was asked. */
const isCount = ({ pk }: Row) => pk.startsWith('LIMIT#');

type Queue = { visible: number; inFlight: number; delayed: number };

const isUnsent = ({ gsi4pk }: Row) => typeof gsi4pk === 'string' && gsi4pk.startsWith('UNSENT#');

/** The rows that are not as they were, each with what it is now. */
const differences = (before: State, after: State): string[] =>
  [...new Set([...before.keys(), ...after.keys()])]
    .filter((key) => before.get(key) !== after.get(key))
    .map((key) => `${key}: ${before.get(key) ?? 'nothing'} became ${after.get(key) ?? 'nothing'}`);

/** The running system as an attacker finds it, and as only its owner can look at it. */
export const openShop = async () => {
  const notes = mkdtempSync(join(tmpdir(), 'backroom-attacks-'));
  const outbound = join(notes, 'outbound.log');
  const silence = join(notes, 'silent-pool');
  const preloaded = ['outbound-log.mjs', 'silent-pool.mjs'].map(
    (file) => `--import=${join(import.meta.dirname, file)}`,
  );
  const house = await openHouse({
    env: { NODE_OPTIONS: preloaded.join(' '), OUTBOUND_LOG: outbound, SILENT_POOL: silence },
  });
  const { system } = house;
  const till = checkoutOf(house);
  const table = till.table();
  const client = clientOf(system.url);
  const behind = clientOf(system.system.behind.url);
  const pool = poolOf(system, silence);
  const TableName = system.system.tableName;
  /** Every token that was had, so that none may be found in a log. */
  const tokens = new Set<string>();

  const tokenOf = async (who: Person | Machine): Promise<string> => {
    const { accessToken: token } = await accessToken(system.system, who);
    tokens.add(token);
    return token;
  };

  /** Row 30 is about callers who ask too often; here one who is told to wait waits as long as he is told. */
  const ask = async (request: Sent): Promise<Answer> => {
    for (;;) {
      const answer = await client.ask(request);
      if (answer.body?.code !== 'rate_limited') return answer;
      await delay(Number(answer.headers['retry-after']) * 1_000);
    }
  };

  const rows = async (): Promise<Row[]> => {
    const found: Row[] = [];
    for (let ExclusiveStartKey: Row | undefined; ; ) {
      const scan = { TableName, ConsistentRead: true, ...(ExclusiveStartKey && { ExclusiveStartKey }) };
      const page = await table.send(new ScanCommand(scan));
      found.push(...((page.Items ?? []) as Row[]));
      ExclusiveStartKey = page.LastEvaluatedKey as Row | undefined;
      if (!ExclusiveStartKey) return found.filter((row) => !isCount(row));
    }
  };

  const stateOf = async (found: Row[]): Promise<State> => {
    const ledger = await till.ledger();
    return new Map([
      ...found.map((row): [string, string] => [`${row.pk} ${row.sk}`, JSON.stringify(row)]),
      ...ledger.map((entry): [string, string] => [`provider ${entry.id}`, JSON.stringify(entry)]),
    ]);
  };

  /** Nothing is under way or waits: what is in the table now is there to stay. */
  const atRest = (): Promise<State> => {
    const look = async (): Promise<State | undefined> => {
      const before = await rows();
      if (before.some(isUnsent)) return undefined;
      const queues = (await system.control('GET', '/queues')) as Queue[];
      if (queues.some(({ visible, inFlight, delayed }) => visible + inFlight + delayed > 0)) return undefined;
      const { running } = (await system.control('GET', '/invocations')) as { running: number };
      if (running > 0) return undefined;
      const [one, other] = [await stateOf(before), await stateOf(await rows())];
      return differences(one, other).length > 0 ? undefined : other; // an answer of before may have been the cause
    };
    return eventually(look, (state) => state !== undefined) as Promise<State>;
  };

  return {
    house,
    till,
    table,
    TableName,
    home: system.home,
    url: system.url,
    described: system.system,
    control: system.control,
    ask,
    /** Goes to the API itself, behind the CDN's back. */
    askBehind: behind.ask,
    tokens,
    tokenOf,
    issuer: issuerOf(system.home, system.system),
    pool,
    rows,
    atRest,
    /** Who an order or a payment belongs to; undefined where there is none. */
    ownerOf: async (id: string): Promise<unknown> => {
      const kind = id.startsWith('ord_') ? 'ORDER' : 'PAYMENT';
      const { Item } = await table.send(new GetCommand({ TableName, Key: { pk: `${kind}#${id}`, sk: kind } }));
      return Item?.buyer;
    },
    /** What was fetched so far by gateway and issuer, a line each. */
    outbound: (): string[] => (existsSync(outbound) ? readFileSync(outbound, 'utf8').trim().split('\n') : []),
    /** Does what must leave no trace, and looks at every row of the table and all money at the provider. */
    unchangedBy: async <T>(act: () => Promise<T>): Promise<T> => {
      const before = await atRest();
      const result = await act();
      expect(differences(before, await atRest()), 'a refused request changed something').toEqual([]);
      return result;
    },
    stop: async () => {
      client.stop();
      behind.stop();
      pool.stop();
      await house.stop();
      rmSync(notes, { recursive: true, force: true });
    },
  };
};

export type Shop = Awaited<ReturnType<typeof openShop>>;
