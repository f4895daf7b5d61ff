import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { errors, type Interaction, type Provider } from 'oidc-provider';
import { messagePage, sendPage } from '../page.ts';
import { signInPage } from './pages.ts';
import type { Users } from './users.ts';

const FORM_BYTES = 8 * 1024;
const REFUSED = 'E-mail or password is not right, or there were too many attempts. Try again, or wait a few minutes.';

/**
 * The sign-in page of one interaction. The provider's signed cookie, sent only to this page's own address, says whose
 * interaction it is; a form from elsewhere comes without it and is refused.
 */
export const signInDoor =
  (provider: Provider, users: Users) =>
  async (uid: string, request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const interaction = await interactionOf(provider, request, response);
    if (interaction?.uid !== uid || interaction.prompt.name !== 'login') {
      return sendPage(response, 400, messagePage('This sign-in has expired', 'Go back to the shop and start again.'));
    }
    const returnTo = String(interaction.params.redirect_uri);
    if (request.method === 'GET') {
      return sendPage(response, 200, signInPage({ email: String(interaction.params.login_hint ?? '') }), returnTo);
    }
    const form = request.method === 'POST' ? await readForm(request) : undefined;
    if (!form) {
      return sendPage(response, 400, messagePage('This form cannot be read', 'Go back and try again.'));
    }
    const email = form.get('email') ?? '';
    const user = await users.signIn(email, form.get('password') ?? '');
    if (!user) return sendPage(response, 422, signInPage({ email, alert: REFUSED }), returnTo);
    const result = { login: { accountId: user.sub } };
    await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  };

const interactionOf = async (
  provider: Provider,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Interaction | undefined> => {
  try {
    return await provider.interactionDetails(request, response);
  } catch (error) {
    if (error instanceof errors.SessionNotFound) return undefined;
    throw error;
  }
};

/** Nothing when it is not a form, or is longer than 8 KiB or of untold length. */
const readForm = async (request: IncomingMessage): Promise<URLSearchParams | undefined> => {
  const { 'content-type': type, 'content-length': length } = request.headers;
  if (!type?.startsWith('application/x-www-form-urlencoded') || !(Number(length) <= FORM_BYTES)) return undefined;
  return new URLSearchParams(await text(request));
};
