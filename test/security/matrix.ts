import type { Group, Route, Scope } from '#shared/route';

/** What a caller's token says, where it is one that is good. */
export type Caller = {
  name: string;
  /** Absent where there is no token, or one that has run out. */
  carries?: { scopes: string[]; groups: Group[] };
  /** What is asked for belongs to this caller. */
  owns?: boolean;
};

/**
 * Who answers what. `unauthorized` and `insufficient` are the gateway's own; `forbidden` and `missing` the function's.
 */
export type Verdict = 'served' | 'unauthorized' | 'insufficient' | 'forbidden' | 'missing';

/** What a person's token always carries, so what the gateway asks for where a group is let in. */
const PERSON: Scope = 'backroom/shop';

/**
 * A route that lets every shopper in and names a thing is about that shopper's own thing. What is put under `/v1/me` is
 * made there, whatever others call theirs.
 */
const isOwners = ({ callers, method, path }: Route): boolean =>
  callers !== 'anyone' &&
  callers.some((one) => 'scope' in one && one.scope === PERSON) &&
  path.includes('{') &&
  !(method === 'PUT' && path.startsWith('/v1/me/'));

/**
 * The rule, from the contract alone:
 *
 * 1. A route for anyone serves anyone, whatever token comes along.
 * 2. Every other one wants a token that is good: the gateway answers 401.
 * 3. It serves a token with one of its scopes, or a person in one of its groups; an admin is also staff. Who is neither
 *    gets the gateway's 403 without any scope that it asks for (of a group it can only ask `backroom/shop`), and the
 *    function's 403 with one.
 * 4. Where the thing asked for is somebody's own, a scope opens it to its owner alone; to others it is missing. A group
 *    opens it to all its members.
 */
export const verdictOf = (route: Route, { carries, owns = false }: Caller): Verdict => {
  if (route.callers === 'anyone') return 'served';
  if (!carries) return 'unauthorized';
  const { scopes, groups } = carries;
  const isIn = (group: Group) => groups.includes(group) || (group === 'staff' && groups.includes('admin'));
  const byGroup = route.callers.some((one) => 'group' in one && isIn(one.group));
  const byScope = route.callers.some((one) => 'scope' in one && scopes.includes(one.scope));
  if (!byGroup && !byScope) {
    const passes = route.callers.some((one) => scopes.includes('scope' in one ? one.scope : PERSON));
    return passes ? 'forbidden' : 'insufficient';
  }
  return isOwners(route) && !byGroup && !owns ? 'missing' : 'served';
};
