import type { Flow } from '../flow.ts';
import { joining, leaving } from './joining.ts';
import { bulk, doubling, editing, flooding, hurrying, prying, spreading } from './meddling.ts';
import { moving, reconciling } from './minding.ts';
import { expiring, late, paying, refunding, revoking } from './paying.ts';
import { cancelling, hot, long, small } from './placing.ts';

/** Everything that people do with the shop: a flow that is not here is not simulated. */
export const FLOWS: Flow[] = [
  small,
  hot,
  long,
  cancelling,
  paying,
  expiring,
  late,
  refunding,
  revoking,
  moving,
  reconciling,
  doubling,
  editing,
  prying,
  bulk,
  hurrying,
  spreading,
  flooding,
  joining,
  leaving,
];
