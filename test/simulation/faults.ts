/**
 * What may go wrong with an I/O. Before or after it the caller may be killed, its request or the answer may be lost (then
 * it has happened all the same); a service may throttle or see a conflict, answer from a moment ago, or do a part only;
 * what is handed over may come twice, or never.
 */
export const KINDS = [
  'throttle',
  'conflict',
  'lost request',
  'lost answer',
  'crash before',
  'crash after',
  'stale',
  'partial',
  'twice',
  'never',
] as const;
export type Kind = (typeof KINDS)[number];

/** What may befall whoever asks, if it is a function: whatever is asked, it may be killed. */
export const READING: readonly Kind[] = ['throttle', 'lost answer', 'crash before'];
export const WRITING: readonly Kind[] = ['throttle', 'lost request', 'lost answer', 'crash before', 'crash after'];
