import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const SHORTEST = 12;
const derive = promisify(scrypt) as (password: string, salt: Buffer, length: number) => Promise<Buffer>;

/** 144 random bits. */
export const randomPassword = () => randomBytes(18).toString('base64url');

/** scrypt with Node's cost (N = 16,384, r = 8, p = 1). Throws when the password is shorter than 12 characters. */
export const hashPassword = async (password: string): Promise<string> => {
  if ([...password].length < SHORTEST) throw new Error(`a password has at least ${SHORTEST} characters`);
  const salt = randomBytes(16);
  return [salt, await derive(password, salt, 32)].map((part) => part.toString('base64url')).join('.');
};

const nobodysHash = [randomBytes(16), randomBytes(32)].map((part) => part.toString('base64url')).join('.');

/** Works as long without a hash as with one, so that the time taken does not tell whether there is a user. */
export const passwordMatches = async (password: string, hash: string | undefined): Promise<boolean> => {
  const [salt = '', expected = ''] = (hash ?? nobodysHash).split('.');
  const actual = await derive(password, Buffer.from(salt, 'base64url'), 32);
  return timingSafeEqual(actual, Buffer.from(expected, 'base64url')) && hash !== undefined;
};
