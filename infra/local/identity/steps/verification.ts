import { admit, type Desk, sendVerification, stillThere } from '../admission.ts';
import type { Step } from '../interaction.ts';
import { verificationPage } from '../pages/verification.ts';

const WRONG = 'This is not the code, or it has expired. Look for the newest mail, or have another code sent.';
const SENT = 'Another code is on its way. The ones before it are void.';
const NOT_SENT = 'This address has had many mails already. Use the newest code, or wait an hour.';

/** The code that proves the address, after which the person is signed in; or another code. */
export const verificationStep = (desk: Desk): Step => ({
  show: ({ path, progress }) =>
    progress?.step === 'verification' ? { page: verificationPage(path, progress) } : { goTo: 'sign-in' },
  submit: async (visit, form) => {
    const { path, progress, address } = visit;
    if (progress?.step !== 'verification') return { goTo: 'sign-in' };
    const { sub, email } = progress;
    const user = stillThere(desk, progress);
    if (form.get('action') === 'resend') {
      const sent = user ? sendVerification(desk, user) : desk.letters.mayWrite(email);
      return { page: verificationPage(path, { email, ...(sent ? { notice: SENT } : { alert: NOT_SENT }) }) };
    }
    const right = desk.addresses.begin(address) && desk.codes.redeem('verification', sub, form.get('code') ?? '');
    const verified = right && user && desk.users.change(sub, { verified: true });
    if (!verified) return { page: verificationPage(path, { email, alert: WRONG }), status: 422 };
    desk.addresses.forgive(address);
    return admit(desk, visit, verified);
  },
});
