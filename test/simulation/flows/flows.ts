import type { Flow } from '../flow.ts';
import { moving, reconciling } from './minding.ts';
import { expiring, late, paying, refunding, revoking } from './paying.ts';
import { cancelling, hot, long, longish, small } from './placing.ts';

/** Everything that people do with the shop: a flow that is not here is not simulated. */
export const FLOWS: Flow[] = [
  small,
  hot,
  long,
  longish,
  cancelling,
  paying,
  expiring,
  late,
  refunding,
  revoking,
  moving,
  reconciling,
];
