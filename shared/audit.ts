import type { Deadline } from './deadline.ts';

/** Every kind of thing that may not add up: each has its alarm, and its line in docs/runbook.md. */
export const FINDINGS = [
  'stock_differs',
  'hold_without_order',
  'hold_differs',
  'charge_unknown',
  'charge_differs',
  'charge_missing',
  'refund_differs',
  'money_without_order',
  'provider_event_parked',
  'order_stuck',
  'event_unsent',
] as const;
export type FindingKind = (typeof FINDINGS)[number];

/** Something that does not add up. */
export type Finding = {
  kind: FindingKind;
  /** What it is about: a SKU, an intent, an order. With the kind it is the same finding in every run. */
  subject: string;
  says: string;
  /** What is known of it, as it was found. */
  known: Record<string, unknown>;
  /** What the repair would do; absent where a person has to judge. */
  repair?: string;
};

/** What a page of an audit came to, and where the next one begins; the last one has no cursor. */
export type AuditPage = { checked: number; findings: Finding[]; cursor: string | undefined };

export type AuditRun = {
  now: Date;
  /** Nothing older is looked at, where an audit has a choice. */
  since: Date;
  deadline: Deadline;
};

export type RepairRun = {
  now: Date;
  /** When it was found: the same however often the repair is tried. */
  foundAt: Date;
  deadline: Deadline;
  correlationId: string;
};

/**
 * Puts one finding right, from what is true now: what has righted itself is left alone, so it is safe to repeat.
 * @returns what was done
 */
export type Repair = (subject: string, run: RepairRun) => Promise<Record<string, unknown>>;
