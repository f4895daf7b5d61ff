import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { type Desk, saltOf } from '../admission.ts';
import type { Step } from '../interaction.ts';
import { signUpPage } from '../pages/sign-up.ts';
import { unmetBy } from '../passwords.ts';
import { EmailAddress } from '../users.ts';

const NO_ADDRESS = 'This is not an e-mail address.';
const TOO_MANY = 'There were too many attempts. Use the newest mail you have, or wait an hour.';

/** E-mail and a password of one's choice. Whether the address is taken is told by mail, to its owner alone. */
export const signUpStep = (desk: Desk): Step => ({
  show: ({ path, hint }) => ({ page: signUpPage(path, { email: hint }) }),
  submit: async ({ path, address }, form) => {
    const typed = form.get('email') ?? '';
    const password = form.get('password') ?? '';
    const email = v.safeParse(EmailAddress, typed);
    const alerts = { email: email.success ? undefined : NO_ADDRESS, password: unmetBy(password) };
    if (!email.success || alerts.password) return { page: signUpPage(path, { email: typed, alerts }), status: 422 };
    const to = email.output;
    if (!desk.addresses.begin(address) || !desk.letters.mayWrite(to)) {
      return { page: signUpPage(path, { email: typed, alerts: { email: TOO_MANY } }), status: 422 };
    }
    const user = await desk.users.signUp(to, password);
    if (user) desk.letters.verification(to, desk.codes.issue('verification', user.sub));
    else desk.letters.accountExists(to);
    const { sub, salt } = user ? { sub: user.sub, salt: saltOf(user) } : { sub: randomUUID(), salt: '' };
    return { goTo: 'verification', progress: { step: 'verification', sub, salt, email: to } };
  },
});
