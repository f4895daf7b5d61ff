import { Secret, TOTP } from 'otpauth';
import { openAttempts } from './attempts.ts';
import type { Users } from './users.ts';

const STEP_SECONDS = 30;
/** A device's clock may be one step ahead or behind (RFC 6238, section 5.2). */
const STEPS_OFF = 1;
/** RFC 4226, section 4: at least 128 bits, 160 recommended. */
const SECRET_BYTES = 20;
const CODES = { most: 5, windowMilliseconds: 5 * 60_000 };

export type SecondFactors = ReturnType<typeof openSecondFactors>;

/** The real time, in ms: a phone does not follow the clock that is moved here. */
const deviceTime = () => performance.timeOrigin + performance.now();

const deviceOf = (email: string, secret: string): TOTP =>
  new TOTP({ issuer: 'Backroom', label: email, secret, period: STEP_SECONDS, digits: 6, algorithm: 'SHA1' });

/**
 * Codes of a device that shares a secret with us (TOTP, RFC 6238). A code is taken once, and none that is older than the
 * last one; five wrong ones within five minutes make a user wait until these are over.
 */
export const openSecondFactors = (users: Users, time = deviceTime) => {
  const attempts = openAttempts(CODES);

  /** Whether the code is right and new, which then is used up. */
  const redeem = (sub: string, code: string): boolean => {
    const { email, secondFactor } = users.find(sub) ?? {};
    if (!email || !secondFactor || !attempts.begin(sub)) return false;
    const token = code.replaceAll(/\s/g, '');
    const timestamp = time();
    const off = deviceOf(email, secondFactor.secret).validate({ token, timestamp, window: STEPS_OFF });
    if (off === null) return false;
    const step = TOTP.counter({ period: STEP_SECONDS, timestamp }) + off;
    if (step <= secondFactor.lastStep) return false;
    users.change(sub, { secondFactor: { ...secondFactor, lastStep: step } });
    attempts.forget(sub);
    return true;
  };

  return {
    redeem,
    isActive: (sub: string): boolean => users.find(sub)?.secondFactor?.active === true,

    /** A new secret, which asks for nothing until `activate`. Nothing happens to one that is active. */
    begin: (sub: string): void => {
      if (users.find(sub)?.secondFactor?.active) return;
      const { base32 } = new Secret({ size: SECRET_BYTES });
      users.change(sub, { secondFactor: { secret: base32, lastStep: 0, active: false } });
    },
    /** What is typed into the device while it is not proved yet, in base32 and as an address that devices read. */
    enrolment: (sub: string): { secret: string; uri: string } | undefined => {
      const { email, secondFactor } = users.find(sub) ?? {};
      if (!email || !secondFactor || secondFactor.active) return undefined;
      return { secret: secondFactor.secret, uri: deviceOf(email, secondFactor.secret).toString() };
    },
    /** From now on a code is asked for at every sign-in. False, and nothing changes, when the code is not right. */
    activate: (sub: string, code: string): boolean => {
      if (!redeem(sub, code)) return false;
      const { secondFactor } = users.find(sub) ?? {};
      if (secondFactor) users.change(sub, { secondFactor: { ...secondFactor, active: true } });
      return true;
    },
    /** No code is asked for any more. False, and nothing changes, when the code is not right. */
    drop: (sub: string, code: string): boolean => {
      if (!redeem(sub, code)) return false;
      users.change(sub, { secondFactor: undefined });
      return true;
    },
  };
};
