import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Secrets, startSecrets } from './secrets.ts';

const ARN = 'arn:aws:secretsmanager:eu-west-1:000000000000:secret:shop/stripe-a1b2c3';
const VALUE = JSON.stringify({ apiKey: 'sk_test_1' });
const asked: [string, string, string][] = [];

let secrets: Secrets;
let client: SecretsManagerClient;
beforeAll(async () => {
  secrets = await startSecrets({
    port: 0,
    secrets: { [ARN]: VALUE },
    allows: (...question) => {
      asked.push(question);
      return question[0] !== 'stranger';
    },
  });
  client = clientOf('door');
});
afterAll(() => secrets.stop());

const clientOf = (accessKeyId: string) =>
  new SecretsManagerClient({
    endpoint: secrets.endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId, secretAccessKey: 'local' },
    maxAttempts: 1,
  });
const read = (SecretId: string, from = client) => from.send(new GetSecretValueCommand({ SecretId }));

describe('a secret', () => {
  it.each([
    ['ARN', ARN],
    ['name', 'shop/stripe'],
  ])('is read by its %s', async (_, id) => {
    const secret = await read(id);
    expect(secret).toMatchObject({
      ARN,
      Name: 'shop/stripe',
      SecretString: VALUE,
      VersionStages: ['AWSCURRENT'],
      CreatedDate: expect.any(Date),
    });
    expect(secret.VersionId).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
    expect(asked.at(-1)).toEqual(['door', 'secretsmanager:GetSecretValue', ARN]);
  });

  it('is described without its value', async () => {
    const described = await client.send(new DescribeSecretCommand({ SecretId: ARN }));
    expect(described).toMatchObject({ ARN, Name: 'shop/stripe' });
    expect(described).not.toHaveProperty('SecretString');
  });

  it('is not told to who may not read it', async () => {
    await expect(read(ARN, clientOf('stranger'))).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  it('is not found when there is none', async () => {
    await expect(read('shop/other')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('is what is declared last', async () => {
    secrets.declare({ [ARN]: 'new' });
    expect((await read(ARN)).SecretString).toBe('new');
    secrets.declare({ [ARN]: VALUE });
  });
});

it('knows no other operation', async () => {
  await expect(client.send(new ListSecretsCommand({}))).rejects.toMatchObject({ name: 'UnknownOperationException' });
});
