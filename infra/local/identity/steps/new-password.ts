import type { Desk } from '../admission.ts';
import type { Step } from '../interaction.ts';
import { newPasswordPage } from '../pages/new-password.ts';
import { unmetBy } from '../passwords.ts';

const WRONG = 'This is not the code, or it has expired. Look for the newest mail, or start again.';

/** A code from the mailbox and a new password. Then every session and refresh token of before is void. */
export const newPasswordStep = (desk: Desk): Step => ({
  show: ({ path, progress }) =>
    progress?.step === 'new-password' ? { page: newPasswordPage(path, progress) } : { goTo: 'forgotten-password' },
  submit: async ({ path, progress, address }, form) => {
    if (progress?.step !== 'new-password') return { goTo: 'forgotten-password' };
    const { sub, email } = progress;
    const password = form.get('password') ?? '';
    const code = form.get('code') ?? '';
    const unmet = unmetBy(password);
    if (unmet) return { page: newPasswordPage(path, { email, code, alerts: { password: unmet } }), status: 422 };
    if (!desk.addresses.begin(address) || !desk.codes.redeem('reset', sub, code) || !desk.users.find(sub)?.enabled) {
      return { page: newPasswordPage(path, { email, alerts: { code: WRONG } }), status: 422 };
    }
    desk.addresses.forgive(address);
    await desk.users.setPassword(sub, password);
    desk.signOut(sub);
    return { goTo: 'sign-in', progress: { step: 'changed', email } };
  },
});
