import type { SendMail } from '../mail/mailer.ts';
import { openAttempts } from './attempts.ts';

/** So many mails one address gets within an hour, whoever asks for them. */
const MAILS = { most: 5, windowMilliseconds: 3_600_000 };

const IGNORE = 'If this was not you, ignore this mail: nothing happens without the code.';

const letters = {
  verification: (code: string) => ({
    subject: `${code} is your code`,
    text: `Welcome to Backroom.\n\nYour code is ${code}. It is good for a day.\n\n${IGNORE}\n`,
  }),
  reset: (code: string) => ({
    subject: `${code} is your code for a new password`,
    text: `Somebody asked for a new password for your account.\n\nYour code is ${code}. It is good for an hour.\n\n${IGNORE} Your password stays as it is.\n`,
  }),
  accountExists: () => ({
    subject: 'You already have an account',
    text: 'Somebody, perhaps you, wanted to create an account with this address. There is one already, so no new one was made.\n\nSign in with your password, or choose "Forgotten your password?" on the sign-in page.\n\nIf this was not you, ignore this mail: nothing has changed.\n',
  }),
};

export type Letters = ReturnType<typeof openLetters>;

/**
 * The mails that the issuer writes, each after the page that promises it is answered: how long it takes would tell
 * whether there is an account. What cannot be sent is logged, and can be asked for again.
 */
export const openLetters = (send: SendMail) => {
  const mails = openAttempts(MAILS);

  const post = (to: string, letter: { subject: string; text: string }): void => {
    setImmediate(async () => {
      try {
        await send({ to, ...letter });
      } catch (error) {
        console.error('identity: a mail was not sent:', (error as Error).message);
      }
    });
  };

  return {
    /** Counts one more mail to this address. False when it has had too many. */
    mayWrite: (to: string): boolean => mails.begin(to),
    verification: (to: string, code: string): void => post(to, letters.verification(code)),
    reset: (to: string, code: string): void => post(to, letters.reset(code)),
    accountExists: (to: string): void => post(to, letters.accountExists()),
  };
};
