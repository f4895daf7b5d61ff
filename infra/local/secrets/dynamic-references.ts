import * as v from 'valibot';
import type { SecretValues } from './secrets.ts';

const REFERENCE = /\{\{resolve:secretsmanager:(arn:[^{}]+):SecretString:(\w+)::\}\}/g;
const Fields = v.pipe(v.string(), v.parseJson(), v.record(v.string(), v.unknown()));

/**
 * What CloudFormation does with `{{resolve:secretsmanager:<arn>:SecretString:<field>::}}` as it deploys.
 * @returns text with each reference replaced by that field of that secret @throws Error for any other reference
 */
export const revealing =
  (secrets: SecretValues) =>
  (text: string): string => {
    const revealed = text.replaceAll(REFERENCE, (reference, arn: string, field: string) => {
      const value = v.parse(Fields, secrets[arn] ?? '{}')[field];
      if (typeof value !== 'string') throw new Error(`no secret holds what ${reference} stands for`);
      return value;
    });
    if (revealed.includes('{{resolve:')) throw new Error(`the local host does not understand ${text}`);
    return revealed;
  };
