import type { IncomingMessage, ServerResponse } from 'node:http';
import { errors, type Interaction, type Provider } from 'oidc-provider';
import * as v from 'valibot';
import { messagePage, sendPage } from '../page.ts';
import type { Desk } from './admission.ts';
import { isFromOwnPage, readForm } from './forms.ts';
import { type Outcome, Progress, type Step, type StepName, type Visit } from './interaction.ts';
import { forgottenPasswordStep } from './steps/forgotten-password.ts';
import { newPasswordStep } from './steps/new-password.ts';
import { secondFactorStep } from './steps/second-factor.ts';
import { signInStep } from './steps/sign-in.ts';
import { signUpStep } from './steps/sign-up.ts';
import { verificationStep } from './steps/verification.ts';

const EXPIRED = messagePage('This sign-in has expired', 'Go back to the shop and start again.');
const UNREADABLE = messagePage('This form cannot be read', 'Go back and try again.');

/** Sign-in itself is at the interaction's own address, all others below it: the cookie is sent to both. */
const pathOf = (root: string) => (step: StepName) => (step === 'sign-in' ? root : `${root}/${step}`);

const progressOf = ({ result }: Interaction): Progress | undefined => {
  const parsed = v.safeParse(v.object({ progress: Progress }), result);
  return parsed.success ? parsed.output.progress : undefined;
};

/**
 * The pages of one interaction: sign-in and all that may lead to it. The provider's signed cookie, sent only to these
 * pages' own addresses, says whose interaction it is; a form from elsewhere is refused.
 */
export const interactionDoor = (provider: Provider, desk: Desk) => {
  const { origin, pathname } = new URL(provider.issuer);
  const steps: Record<StepName, Step> = {
    'sign-in': signInStep(desk),
    'sign-up': signUpStep(desk),
    verification: verificationStep(desk),
    'second-factor': secondFactorStep(desk),
    'forgotten-password': forgottenPasswordStep(desk),
    'new-password': newPasswordStep(desk),
  };
  const isStep = (name: string): name is StepName => Object.hasOwn(steps, name);

  const answer = async (uid: string, name: string, request: IncomingMessage, response: ServerResponse) => {
    const interaction = await provider.interactionDetails(request, response);
    if (interaction.uid !== uid || interaction.prompt.name !== 'login' || !isStep(name)) {
      return sendPage(response, 400, EXPIRED);
    }
    const { params } = interaction;
    const progress = progressOf(interaction);
    const visit: Visit = {
      path: pathOf(`${pathname}/login/${uid}`),
      hint: String(params.login_hint ?? ''),
      clientId: String(params.client_id),
      address: request.socket.remoteAddress ?? '',
      progress,
    };

    const follow = async (outcome: Outcome): Promise<void> => {
      if ('page' in outcome)
        return sendPage(response, outcome.status ?? 200, outcome.page, String(params.redirect_uri));
      const anew = { mergeWithLastSubmission: false };
      if ('signedIn' in outcome) {
        const result = { login: { accountId: outcome.signedIn } };
        return provider.interactionFinished(request, response, result, anew);
      }
      if (outcome.progress) await provider.interactionResult(request, response, { progress: outcome.progress }, anew);
      response.writeHead(303, { location: visit.path(outcome.goTo) }).end(); // so that a reload posts nothing again
    };

    if (request.method === 'GET') return follow(steps[name].show(visit));
    const form = request.method === 'POST' && isFromOwnPage(request, origin) ? await readForm(request) : undefined;
    if (!form) return sendPage(response, 400, UNREADABLE);
    return follow(await steps[name].submit(visit, form));
  };

  /** The interaction may be over before its page is answered: it ends with the session in which it began. */
  return async (...visit: Parameters<typeof answer>): Promise<void> => {
    try {
      await answer(...visit);
    } catch (error) {
      if (!(error instanceof errors.SessionNotFound)) throw error;
      sendPage(visit[3], 400, EXPIRED);
    }
  };
};
