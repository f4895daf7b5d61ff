import { eventually } from './caller.ts';

type Mail = { destination: { to: string[] }; subject: string; body: { text: string } };

/** Reads what was sent to people, in the inbox at `url`. */
export const mailboxAt = (url: string) => {
  const mailsTo = async (email: string): Promise<Mail[]> => {
    const { emails } = (await (await fetch(`${url}/store`)).json()) as { emails: Mail[] };
    return emails.filter(({ destination }) => destination.to.includes(email));
  };

  return {
    /** The newest mail to this address, once there are `count`. */
    newest: async (email: string, count = 1): Promise<Mail> => {
      const mails = await eventually(
        () => mailsTo(email),
        ({ length }) => length >= count,
      );
      return mails.at(-1) as Mail;
    },
    /** The code in the newest mail to this address, once there are `count` mails. */
    async code(email: string, count = 1): Promise<string> {
      const { body } = await this.newest(email, count);
      return /\b\d{6}\b/.exec(body.text)?.[0] ?? '';
    },
  };
};
