import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as v from 'valibot';
import { Refusal } from './errors.ts';
import type { Admitted, Group, Scope } from './route.ts';
import type { CallerId } from './values.ts';

/** Who calls, as the verified token says. */
export type Caller = {
  id: CallerId;
  /** A machine's token carries no scope of a person. */
  kind: 'shopper' | 'staff' | 'machine';
  /** True where the token carries the scope. */
  may: (scope: Scope) => boolean;
  /** True for a member of the group; an admin may all that staff may. */
  is: (group: Group) => boolean;
};

/** API Gateway hands claims over as strings. */
const words = (claim: unknown): string[] => (typeof claim === 'string' ? claim.split(' ').filter(Boolean) : []);

const Payload = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ sub: v.string(), 'cognito:groups': v.optional(v.array(v.string()), []) }),
);

/**
 * The groups, by the token itself, which the gateway has verified: it hands a list over as `[a b]`, and that may be two
 * groups or one with a space in its name.
 */
const groupsOf = ({ headers }: APIGatewayProxyEventV2, sub: string): string[] => {
  const [, payload = ''] = (headers.authorization ?? '').split('.');
  const { success, output } = v.safeParse(Payload, Buffer.from(payload, 'base64url').toString());
  return success && output.sub === sub ? output['cognito:groups'] : [];
};

const forbidden = () => new Refusal(403, 'forbidden', 'The token does not allow this.');

/**
 * The caller, if the route lets it in. The gateway has verified the token and asked for a scope; whether it is an
 * access token, and whether a person is in the group the route names, is checked here.
 * @throws Refusal 401 `unauthenticated` | 403 `forbidden`
 */
export const callerOf = (event: APIGatewayProxyEventV2, admitted: 'anyone' | Admitted[]): Caller | undefined => {
  if (admitted === 'anyone') return undefined;
  const { authorizer } = event.requestContext as { authorizer?: { jwt?: { claims?: Record<string, unknown> } } };
  const claims = authorizer?.jwt?.claims;
  if (typeof claims?.sub !== 'string') {
    throw new Refusal(401, 'unauthenticated', 'This needs a token.', { headers: { 'www-authenticate': 'Bearer' } });
  }
  if (claims.token_use !== 'access') throw forbidden();
  const scopes = words(claims.scope);
  const groups = groupsOf(event, claims.sub);
  const isIn = (group: Group) => groups.includes(group);
  const caller: Caller = {
    id: claims.sub,
    kind: isIn('staff') || isIn('admin') ? 'staff' : scopes.includes('backroom/shop') ? 'shopper' : 'machine',
    may: (scope) => scopes.includes(scope),
    is: (group) => isIn(group) || (group === 'staff' && isIn('admin')),
  };
  const welcome = admitted.some((one) => ('scope' in one ? caller.may(one.scope) : caller.is(one.group)));
  if (!welcome) throw forbidden();
  return caller;
};
