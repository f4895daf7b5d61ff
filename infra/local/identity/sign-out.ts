import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Provider } from 'oidc-provider';
import { messagePage, sendPage } from '../page.ts';
import type { ClientOptions } from './provider.ts';

const UNKNOWN = messagePage('Nobody was signed out', 'This address to go back to does not belong to the shop.');

/**
 * Cognito's `GET /logout?client_id=…&logout_uri=…`: ends the browser's session and goes back to one of the client's
 * addresses for this. Refresh tokens stay good, as at Cognito; the client revokes its own.
 */
export const signOutDoor =
  (provider: Provider, clients: ClientOptions[]) =>
  async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { searchParams } = new URL(request.url ?? '', provider.issuer);
    const client = clients.find(({ clientId }) => clientId === searchParams.get('client_id'));
    const location = client?.logoutUris?.find((uri) => uri === searchParams.get('logout_uri'));
    if (!location) return sendPage(response, 400, UNKNOWN);
    const session = await provider.Session.get(provider.createContext(request, response));
    if (session.accountId) await session.destroy();
    response.writeHead(302, { location, 'cache-control': 'no-store' }).end();
  };
