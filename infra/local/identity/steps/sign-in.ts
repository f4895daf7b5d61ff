import { admit, type Desk, sendVerification } from '../admission.ts';
import type { Step } from '../interaction.ts';
import { signInPage } from '../pages/sign-in.ts';

const REFUSED = 'E-mail or password is not right, or there were too many attempts. Try again, or wait a few minutes.';

/** E-mail and password. Who has not proved the address yet is sent a new code. */
export const signInStep = (desk: Desk): Step => ({
  show: ({ path, hint, progress }) => ({
    page: signInPage(path, progress?.step === 'changed' ? { email: progress.email, changed: true } : { email: hint }),
  }),
  submit: async (visit, form) => {
    const email = form.get('email') ?? '';
    const allowed = desk.addresses.begin(visit.address);
    const user = await desk.users.signIn(email, form.get('password') ?? '');
    if (!user || !allowed) return { page: signInPage(visit.path, { email, alert: REFUSED }), status: 422 };
    desk.addresses.forgive(visit.address);
    if (!user.verified) sendVerification(desk, user);
    return admit(desk, visit, user);
  },
});
