import { PROBLEMS, type ProblemCode } from '#shared/problems';
import type { Route } from '#shared/route';

const ALWAYS: ProblemCode[] = ['internal', 'busy'];
const WITH_CALLERS: ProblemCode[] = ['unauthenticated', 'forbidden', 'rate_limited'];
const KEYED: ProblemCode[] = ['idempotency_key_missing', 'idempotency_key_invalid', 'idempotency_key_reused'];
const WITH_INPUT: ProblemCode[] = ['invalid_input', 'unknown_field'];
const WITH_BODY: ProblemCode[] = ['malformed_json', 'body_too_large', 'unsupported_media_type', ...WITH_INPUT];

/** The codes of all problems that a function may answer on a route: its own, and those that its nature brings along. */
export const codesOf = (route: Route): ProblemCode[] => {
  const codes = new Set<ProblemCode>([
    ...(route.callers === 'anyone' ? [] : WITH_CALLERS),
    ...(route.dangerous ? (['session_ended'] as const) : []),
    ...(route.keyed ? KEYED : []),
    ...(route.params ? (['not_found'] as const) : []),
    ...(route.query ? WITH_INPUT : []),
    ...(route.body ? WITH_BODY : []),
    ...(route.raw ? (['body_too_large'] as const) : []),
    ...(route.problems ?? []),
    ...ALWAYS,
  ]);
  return [...codes].sort();
};

/** The same, by status. */
export const codesByStatus = (route: Route): Map<number, ProblemCode[]> =>
  Map.groupBy(codesOf(route), (code) => PROBLEMS[code].status);
