import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { readIfThere, replaceFile } from '../files.ts';

export type Keys = { signing: JWK; cookies: string[] };

/** The key that signs tokens and the one that signs cookies: made once, then read, so that a token outlives a restart. */
export const loadKeys = async (dataDir: string): Promise<Keys> => {
  const file = join(dataDir, 'keys.json');
  const kept = readIfThere(file);
  if (kept !== undefined) return JSON.parse(kept);
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const kid = randomBytes(16).toString('base64url');
  const keys: Keys = {
    signing: { ...(await exportJWK(privateKey)), kid, use: 'sig', alg: 'RS256' },
    cookies: [randomBytes(32).toString('base64url')],
  };
  replaceFile(file, JSON.stringify(keys));
  return keys;
};
