import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import type { Desk } from '../admission.ts';
import type { Step } from '../interaction.ts';
import { forgottenPasswordPage } from '../pages/new-password.ts';
import { EmailAddress } from '../users.ts';

const NO_ADDRESS = 'This is not an e-mail address.';
const TOO_MANY = 'There were too many attempts. Wait a few minutes.';

/** Asks for a code to set a new password with. What is answered does not tell whether there is an account. */
export const forgottenPasswordStep = (desk: Desk): Step => ({
  show: ({ path, hint }) => ({ page: forgottenPasswordPage(path, { email: hint }) }),
  submit: ({ path, address }, form) => {
    const typed = form.get('email') ?? '';
    const email = v.safeParse(EmailAddress, typed);
    const alert = !email.success ? NO_ADDRESS : desk.addresses.begin(address) ? undefined : TOO_MANY;
    if (!email.success || alert) return { page: forgottenPasswordPage(path, { email: typed, alert }), status: 422 };
    const to = email.output;
    const user = desk.users.byEmail(to);
    const mayReset = user?.verified && user.enabled;
    if (mayReset && desk.letters.mayWrite(to)) desk.letters.reset(to, desk.codes.issue('reset', user.sub));
    const sub = mayReset ? user.sub : randomUUID();
    return { goTo: 'new-password', progress: { step: 'new-password', sub, email: to } };
  },
});
