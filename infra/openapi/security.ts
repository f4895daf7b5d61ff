import { gatewayScopes, type Route, type Scope } from '#shared/route';

/** What people's tokens carry beside the scope of the shop. */
const OF_PEOPLE = { openid: 'Who somebody is', email: 'Their address', profile: 'Their name' };

const SCOPES: Record<Scope, string> = {
  'backroom/shop': 'Own orders, payments and profile',
  'backroom/catalog.write': 'Write products',
  'backroom/stock.write': 'Move stock',
  'backroom/orders.write': 'Place orders on account, at agreed prices',
  'backroom/operations': 'Operate the system',
};
const { 'backroom/shop': shop, ...ofMachines } = SCOPES;

/** Where tokens are had; the door that serves the documents fills in where that is. */
export const SECURITY = {
  people: {
    type: 'oauth2',
    description: 'People sign in: authorization code with PKCE.',
    flows: {
      authorizationCode: {
        authorizationUrl: '/oauth2/authorize',
        tokenUrl: '/oauth2/token',
        scopes: { ...OF_PEOPLE, 'backroom/shop': shop },
      },
    },
  },
  machines: {
    type: 'oauth2',
    description: 'Machines have client credentials.',
    flows: { clientCredentials: { tokenUrl: '/oauth2/token', scopes: ofMachines } },
  },
};

/** Any one of the scopes is enough; somebody in a group comes with the scope that every person's token carries. */
export const securityOf = (route: Route): Record<string, Scope[]>[] =>
  gatewayScopes(route).map((scope) => ({ [scope === 'backroom/shop' ? 'people' : 'machines']: [scope] }));

/** The groups that are let in; people of no group are, where this is empty and a scope of people's is named. */
export const groupsOf = ({ callers }: Route): string[] =>
  callers === 'anyone' ? [] : callers.flatMap((admitted) => ('group' in admitted ? [admitted.group] : []));
