import * as v from 'valibot';
import type { Assembly } from '../template/assembly.ts';

export type FunctionDeclaration = {
  /** The function's description, which names its file: `orders/api/place-order`. */
  door: string;
  name: string;
  arn: string;
  roleArn: string;
  /** Where its bundle is. */
  folder: string;
  /** `index.handler`. */
  handler: string;
  timeoutSeconds: number;
  memoryMegabytes: number;
  environment: Record<string, string>;
};

const Properties = v.object({
  Code: v.object({ S3Key: v.string() }),
  Description: v.optional(v.string()),
  Handler: v.string(),
  MemorySize: v.optional(v.number(), 128),
  Role: v.string(),
  Runtime: v.pipe(v.string(), v.startsWith('nodejs')),
  Timeout: v.optional(v.number(), 3),
  Environment: v.optional(v.object({ Variables: v.record(v.string(), v.string()) }), { Variables: {} }),
});

/** @param reveal text in which what stands for a secret is that secret */
export const declaredFunctions = (assembly: Assembly, reveal: (text: string) => string): FunctionDeclaration[] =>
  assembly.all('AWS::Lambda::Function', Properties).map(({ name, attribute, properties }) => ({
    door: properties.Description ?? name,
    name,
    arn: attribute('Arn'),
    roleArn: properties.Role,
    folder: assembly.asset(properties.Code.S3Key),
    handler: properties.Handler,
    timeoutSeconds: properties.Timeout,
    memoryMegabytes: properties.MemorySize,
    environment: Object.fromEntries(
      Object.entries(properties.Environment.Variables).map(([name, value]) => [name, reveal(value)]),
    ),
  }));

/** An access key tells services who calls; DynamoDB Local, with which ours is compared, takes letters and digits only. */
export const accessKeyOf = (functionName: string): string => functionName.replaceAll(/[^A-Za-z0-9]/g, '');
