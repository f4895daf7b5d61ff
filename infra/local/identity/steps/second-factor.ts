import { type Desk, stillThere } from '../admission.ts';
import type { Step } from '../interaction.ts';
import { secondFactorPage } from '../pages/second-factor.ts';

const WRONG = 'This is not the code of this moment. Each is taken once; wait for the next one.';

/** The code of the person's device. */
export const secondFactorStep = (desk: Desk): Step => ({
  show: ({ progress }) => (progress?.step === 'second-factor' ? { page: secondFactorPage() } : { goTo: 'sign-in' }),
  submit: async ({ progress, address, clientId }, form) => {
    const user = progress?.step === 'second-factor' ? stillThere(desk, progress) : undefined;
    if (!user) return { goTo: 'sign-in' };
    if (!desk.addresses.begin(address) || !desk.secondFactors.redeem(user.sub, form.get('code') ?? '')) {
      return { page: secondFactorPage(WRONG), status: 422 };
    }
    desk.addresses.forgive(address);
    await desk.announce(user.sub, clientId);
    return { signedIn: user.sub };
  },
});
