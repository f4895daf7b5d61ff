import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Provider } from 'oidc-provider';
import { messagePage, sendPage } from '../page.ts';
import type { Desk } from './admission.ts';
import { isFromOwnPage, readForm } from './forms.ts';
import { accountPage } from './pages/account.ts';
import type { User } from './users.ts';

const NOBODY = messagePage('You are not signed in', 'Sign in at the shop, then come back to this page.');
const UNREADABLE = messagePage('This form cannot be read', 'Go back and try again.');
const WRONG = 'This is not the code of this moment. Each is taken once; wait for the next one.';

/** A signed-in person's own page, where a second factor is set up and turned off. */
export const accountDoor = (provider: Provider, { users, secondFactors }: Desk) => {
  const { origin } = new URL(provider.issuer);

  const show = (response: ServerResponse, { sub, email }: User, said: { alert?: string; notice?: string } = {}) => {
    const secondFactor = secondFactors.isActive(sub) ? 'on' : (secondFactors.enrolment(sub) ?? 'off');
    sendPage(response, said.alert ? 422 : 200, accountPage({ email, secondFactor, ...said }));
  };

  const act = ({ sub }: User, form: URLSearchParams): { alert?: string; notice?: string } => {
    const code = form.get('code') ?? '';
    switch (form.get('action')) {
      case 'begin':
        secondFactors.begin(sub);
        return {};
      case 'activate':
        return secondFactors.activate(sub, code) ? { notice: 'The second factor is on.' } : { alert: WRONG };
      case 'drop':
        return secondFactors.drop(sub, code) ? { notice: 'The second factor is off.' } : { alert: WRONG };
      default:
        return {};
    }
  };

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { accountId = '' } = await provider.Session.get(provider.createContext(request, response));
    const user = users.find(accountId);
    if (!user?.enabled) return sendPage(response, 401, NOBODY);
    if (request.method === 'GET') return show(response, user);
    const form = request.method === 'POST' && isFromOwnPage(request, origin) ? await readForm(request) : undefined;
    if (!form) return sendPage(response, 400, UNREADABLE);
    show(response, user, act(user, form));
  };
};
