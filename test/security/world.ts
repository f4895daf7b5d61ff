import type { Route } from '#shared/route';
import { type Caller, verdictOf } from './matrix.ts';
import { order, paid } from './requests.ts';
import { routes } from './routes.ts';
import { erp, openShop, PEOPLE } from './shop.ts';

/** What is there to be attacked: Ada's orders, one waiting for its payment and one paid, and everybody's tokens. */
export const openWorld = async () => {
  const shop = await openShop();
  const tokens = {
    ada: await shop.tokenOf(PEOPLE.ada),
    bob: await shop.tokenOf(PEOPLE.bob),
    grace: await shop.tokenOf(PEOPLE.grace),
    root: await shop.tokenOf(PEOPLE.root),
    erp: await shop.tokenOf(erp),
  };
  return {
    shop,
    tokens,
    sku: await shop.house.product('ATTACKED', 50),
    order: await order(shop),
    paid: await paid(shop),
  };
};

export type World = Awaited<ReturnType<typeof openWorld>>;

/** The attacked are there once the tests run, not yet when they are declared. */
export type The = () => World;

export const routesWithBody = routes.filter(({ body }) => body !== undefined);
export const keyedRoutes = routes.filter(({ keyed }) => keyed === true);

const person = (groups: ('staff' | 'admin')[]): Caller['carries'] => ({ scopes: ['backroom/shop'], groups });

/**
 * The token of somebody whom the route serves, of those who may ask often: an attack that is to be refused for its body
 * must not be refused for its token.
 */
export const welcome = (route: Route, { tokens }: World): string | undefined => {
  const callers: (Caller & { token: string })[] = [
    { name: 'erp', carries: { scopes: erp.scopes, groups: [] }, token: tokens.erp },
    { name: 'root', carries: person(['admin']), token: tokens.root },
    { name: 'ada', carries: person([]), owns: true, token: tokens.ada },
  ];
  return callers.find((caller) => verdictOf(route, caller) === 'served')?.token;
};
