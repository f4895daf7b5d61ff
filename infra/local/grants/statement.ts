import * as v from 'valibot';
import { accessKeyOf, type FunctionDeclaration } from '../lambda/declaration.ts';
import type { Assembly } from '../template/assembly.ts';
import { roleArn } from '../template/resource-types.ts';

const list = v.pipe(
  v.union([v.string(), v.array(v.string())]),
  v.transform((value) => (typeof value === 'string' ? [value] : value)),
);

/** The condition operators the local host can decide. Another one stops it, so that no grant is wider here than there. */
const Condition = v.strictObject({
  'ForAllValues:StringLike': v.optional(v.record(v.string(), list)),
  'ForAllValues:StringEquals': v.optional(v.record(v.string(), list)),
  'ForAnyValue:StringLike': v.optional(v.record(v.string(), list)),
  StringEquals: v.optional(v.record(v.string(), list)),
  StringLike: v.optional(v.record(v.string(), list)),
  Null: v.optional(v.record(v.string(), v.picklist(['true', 'false']))),
});

export const Statement = v.strictObject({
  Sid: v.optional(v.string()),
  Effect: v.picklist(['Allow', 'Deny']),
  Action: list,
  Resource: list,
  Condition: v.optional(Condition),
});
const Document = v.object({ Statement: v.array(Statement) });

export type Statement = v.InferOutput<typeof Statement>;
/** What each access key may do. */
export type Grants = Record<string, Statement[]>;

const Policy = v.object({ PolicyDocument: Document, Roles: v.optional(v.array(v.string()), []) });
const Role = v.object({
  Policies: v.optional(v.array(v.object({ PolicyDocument: Document })), []),
  ManagedPolicyArns: v.optional(
    v.array(v.pipe(v.string(), v.endsWith('/AWSLambdaBasicExecutionRole', 'only the one for logs is known'))),
    [],
  ),
});

/** The statements of every function's role, by the function's access key. */
export const declaredGrants = (assembly: Assembly, functions: FunctionDeclaration[]): Grants => {
  const byRole = new Map<string, Statement[]>();
  const add = (role: string, statements: Statement[]) => byRole.set(role, [...(byRole.get(role) ?? []), ...statements]);
  for (const { attribute, properties } of assembly.all('AWS::IAM::Role', Role)) {
    for (const { PolicyDocument } of properties.Policies) add(attribute('Arn'), PolicyDocument.Statement);
  }
  for (const { properties } of assembly.all('AWS::IAM::Policy', Policy)) {
    for (const role of properties.Roles) add(roleArn(role), properties.PolicyDocument.Statement);
  }
  return Object.fromEntries(functions.map(({ name, roleArn: role }) => [accessKeyOf(name), byRole.get(role) ?? []]));
};
