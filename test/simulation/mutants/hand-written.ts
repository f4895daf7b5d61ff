import { ACCOUNTS } from './accounts.ts';
import { MESSAGES } from './messages.ts';
import type { Mutant } from './mutant.ts';
import { ORDERS } from './orders.ts';
import { PAYMENTS } from './payments.ts';

/** Bugs that somebody has made, here or elsewhere, or could. */
export const HAND_WRITTEN: Mutant[] = [...ACCOUNTS, ...ORDERS, ...PAYMENTS, ...MESSAGES];
