import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import { HOST_KEY } from '../../infra/local/grants/judge.ts';

type System = { home: string; system: { issuer: string } };

/**
 * The user pool as its administrator reaches it, by the official client.
 * @param silence the file that silent-pool.mjs looks for
 */
export const poolOf = ({ home, system: { issuer } }: System, silence: string) => {
  const { ports } = JSON.parse(readFileSync(join(home, 'kept.json'), 'utf8')) as { ports: { cognito: number } };
  const client = new CognitoIdentityProviderClient({
    endpoint: `http://127.0.0.1:${ports.cognito}`,
    region: 'eu-west-1',
    credentials: { accessKeyId: HOST_KEY, secretAccessKey: 'unchecked' },
  });
  const [, UserPoolId] = new URL(issuer).pathname.split('/');

  return {
    disable: (Username: string) => client.send(new AdminDisableUserCommand({ UserPoolId, Username })),
    enable: (Username: string) => client.send(new AdminEnableUserCommand({ UserPoolId, Username })),
    /** For as long as `act` takes, nobody gets an answer from it. */
    without: async <T>(how: 'silent' | 'cut', act: () => Promise<T>): Promise<T> => {
      writeFileSync(silence, how);
      try {
        return await act();
      } finally {
        rmSync(silence);
      }
    },
    stop: () => client.destroy(),
  };
};
