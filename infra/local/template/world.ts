import { createHash } from 'node:crypto';

export const REGION = 'eu-west-1';
export const ACCOUNT = '000000000000';

/** The pieces of the local world that a template's references lead to. */
export type World = {
  /** `http://127.0.0.1:4566`: what queue URLs begin with. */
  queueOrigin: string;
  /** `http://localhost:3000`: where the CDN is, and thereby the API for everybody. */
  cdnUrl: string;
  /** `http://localhost:3001`: where the API itself is. */
  apiUrl: string;
  /** `http://localhost:8400`: what issuers begin with. */
  issuerOrigin: string;
};

export const arn = (service: string, path: string): string => `arn:aws:${service}:${REGION}:${ACCOUNT}:${path}`;

const DIGITS = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** Letters and digits that are always the same for the same name, as AWS's generated ids look. */
export const generated = (name: string, length: number): string =>
  Array.from(
    createHash('sha256').update(name).digest().subarray(0, length),
    (byte) => DIGITS[byte % DIGITS.length],
  ).join('');

const CLOUD_ISSUER = `https://cognito-idp.${REGION}.amazonaws.com/`;

const CLOUD_CDN = /^https:\/\/[a-z0-9]+\.cloudfront\.net/;

/** Addresses of a user pool or a distribution in the cloud, wherever a template spells them out, become the local ones. */
export const localAddress = (value: string, { issuerOrigin, cdnUrl }: World): string =>
  value.startsWith(CLOUD_ISSUER)
    ? `${issuerOrigin}/${value.slice(CLOUD_ISSUER.length)}`
    : value.replace(CLOUD_CDN, cdnUrl);
