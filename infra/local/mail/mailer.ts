import { HOST_KEY } from '../grants/judge.ts';
import { REGION } from '../template/world.ts';

/** A mail of plain text. */
export type Mail = { to: string; subject: string; text: string };

export type SendMail = (mail: Mail) => Promise<void>;

const FROM = 'Backroom <no-reply@backroom.localhost>';

/**
 * Sends through the SES API at `endpoint`, as the host. The client is loaded with the first mail: most systems that start
 * never send one.
 */
export const openMailer = (endpoint: string): SendMail => {
  const loaded = async () => {
    const { SESv2Client, SendEmailCommand } = await import('@aws-sdk/client-sesv2');
    const credentials = { accessKeyId: HOST_KEY, secretAccessKey: 'local' };
    return { client: new SESv2Client({ endpoint, region: REGION, credentials }), SendEmailCommand };
  };
  let loading: ReturnType<typeof loaded> | undefined;

  return async ({ to, subject, text }) => {
    loading ??= loaded();
    const { client, SendEmailCommand } = await loading;
    await client.send(
      new SendEmailCommand({
        FromEmailAddress: FROM,
        Destination: { ToAddresses: [to] },
        Content: { Simple: { Subject: { Data: subject }, Body: { Text: { Data: text } } } },
      }),
    );
  };
};
