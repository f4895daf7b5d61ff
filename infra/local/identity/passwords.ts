import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const SHORTEST = 12;
/** Cognito's own longest is 256. */
const LONGEST = 256;
const derive = promisify(scrypt) as (password: string, salt: Buffer, length: number) => Promise<Buffer>;

/** What Cognito takes for a symbol. */
const SYMBOL = /[\^$*.[\]{}()?\-"!@#%&/\\,><':;|_~`+= ]/;

/** The pool's policy (`infra/constructs/identity.ts`); `people.ts` stops the start where the template says another one. */
const RULES: [demand: string, isMet: (password: string) => boolean][] = [
  [`at least ${SHORTEST} characters`, (password) => [...password].length >= SHORTEST],
  [`no more than ${LONGEST} characters`, (password) => [...password].length <= LONGEST],
  ['a lower-case letter', (password) => /[a-z]/.test(password)],
  ['an upper-case letter', (password) => /[A-Z]/.test(password)],
  ['a digit', (password) => /[0-9]/.test(password)],
  ['a symbol', (password) => SYMBOL.test(password)],
];

/** The policy for whoever is about to choose a password. */
export const POLICY = `At least ${SHORTEST} characters, with lower-case and upper-case letters, a digit and a symbol.`;

const AND = new Intl.ListFormat('en-GB');

/** What the policy still asks of a password, in words; nothing when it is good. */
export const unmetBy = (password: string): string | undefined => {
  const unmet = RULES.filter(([, isMet]) => !isMet(password)).map(([demand]) => demand);
  return unmet.length > 0 ? `The password needs ${AND.format(unmet)}.` : undefined;
};

/** 144 random bits, and one of each kind of character that the policy asks for. */
export const randomPassword = () => `${randomBytes(18).toString('base64url')}-aA1`;

/** scrypt with Node's cost (N = 16,384, r = 8, p = 1). @throws Error when the password breaks the policy */
export const hashPassword = async (password: string): Promise<string> => {
  const unmet = unmetBy(password);
  if (unmet) throw new Error(unmet);
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
