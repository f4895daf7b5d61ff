import type { Grants, Statement } from './statement.ts';

/** The host's own access key: it may do everything. Letters and digits only, as DynamoDB Local wants. */
export const HOST_KEY = 'backroomhost';

export type Question = {
  accessKeyId: string;
  /** `dynamodb:PutItem` */
  action: string;
  resource: string;
  /** Values of condition keys; a key that the request does not have is absent. */
  context: Record<string, string[] | undefined>;
};

type Test = (context: Question['context']) => boolean;
type Rule = { effect: Statement['Effect']; test: Test };

const escaped = (text: string) => text.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`);

/** IAM's wildcards: `*` is anything, `?` any one character. */
const like = (pattern: string): ((value: string) => boolean) => {
  const expression = new RegExp(`^${escaped(pattern).replaceAll('*', '.*').replaceAll('?', '.')}$`, 's');
  return (value) => expression.test(value);
};
const equal = (wanted: string) => (value: string) => value === wanted;

type Quantifier = (values: string[], fits: (value: string) => boolean) => boolean;
const all: Quantifier = (values, fits) => values.every(fits); // also true of none
const any: Quantifier = (values, fits) => values.some(fits);

/** Every key of an operator must hold, and every operator of a condition. */
const testsOf = (condition: Statement['Condition'] = {}): Test[] => {
  const compare = (
    operands: Record<string, string[]> | undefined,
    matcher: (pattern: string) => (value: string) => boolean,
    quantifier: Quantifier,
  ): Test[] =>
    Object.entries(operands ?? {}).map(([key, patterns]) => {
      const matchers = patterns.map(matcher);
      const fits = (value: string) => matchers.some((matches) => matches(value));
      return (context) => quantifier(context[key] ?? [], fits);
    });
  const absent = Object.entries(condition.Null ?? {}).map(
    ([key, wanted]): Test =>
      (context) =>
        (context[key] === undefined) === (wanted === 'true'),
  );
  return [
    ...compare(condition['ForAllValues:StringLike'], like, all),
    ...compare(condition['ForAllValues:StringEquals'], equal, all),
    ...compare(condition['ForAnyValue:StringLike'], like, any),
    ...compare(condition.StringEquals, equal, any),
    ...compare(condition.StringLike, like, any),
    ...absent,
  ];
};

/**
 * Decides as IAM does: what no statement allows is denied, and a Deny outweighs every Allow. What does not depend on
 * the request's values is worked out once for each access key, action and resource.
 */
export const judge = (grants: Grants): ((question: Question) => boolean) => {
  const rules = new Map<string, Rule[]>();

  const rulesFor = ({ accessKeyId, action, resource }: Question): Rule[] => {
    const name = `${accessKeyId} ${action} ${resource}`;
    const known = rules.get(name);
    if (known) return known;
    const found = (grants[accessKeyId] ?? [])
      .filter(({ Action }) => Action.some((pattern) => like(pattern.toLowerCase())(action.toLowerCase())))
      .filter(({ Resource }) => Resource.some((pattern) => like(pattern)(resource)))
      .map(({ Effect, Condition }): Rule => {
        const tests = testsOf(Condition);
        return { effect: Effect, test: (context) => tests.every((test) => test(context)) };
      });
    rules.set(name, found);
    return found;
  };

  return (question) => {
    if (question.accessKeyId === HOST_KEY) return true;
    let allowed = false;
    for (const { effect, test } of rulesFor(question)) {
      if (!test(question.context)) continue;
      if (effect === 'Deny') return false;
      allowed = true;
    }
    return allowed;
  };
};
