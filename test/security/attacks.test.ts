import { afterAll, beforeAll } from 'vitest';
import { accounts } from './attacks/accounts.ts';
import { browsers } from './attacks/browsers.ts';
import { bytes } from './attacks/bytes.ts';
import { cdn } from './attacks/cdn.ts';
import { faults, silence } from './attacks/faults.ts';
import { keys } from './attacks/keys.ts';
import { listing } from './attacks/lists.ts';
import { members } from './attacks/members.ts';
import { ownership } from './attacks/ownership.ts';
import { paths } from './attacks/paths.ts';
import { prices } from './attacks/prices.ts';
import { tokens } from './attacks/tokens.ts';
import { wire } from './attacks/wire.ts';
import { openWorld, type World } from './world.ts';

// docs/security.md says how to read this. One system is attacked by all of them; the numbers are the rows of the list.

let world: World;
beforeAll(async () => {
  world = await openWorld();
}, 120_000);
afterAll(() => world?.shop.stop());

const the = () => world;

tokens(the);
ownership(the);
accounts(the);
members(the);
prices(the);
bytes(the);
keys(the);
listing(the);
paths(the);
browsers(the);
cdn(the);
wire(the);
faults(the);
silence(the);
