import type { components } from './schema.d.ts';

/** Why a request was refused (RFC 9457), or what the gateway said by itself. */
export type Problem = components['schemas']['Problem'];
export type GatewayMessage = components['schemas']['GatewayMessage'];

/** It was understood, and the answer is no. */
export class RefusedByBackroom extends Error {
  override readonly name = 'RefusedByBackroom';
  readonly status: number;
  /** For programs to tell problems apart by; `refused` where the gateway refused by itself. */
  readonly code: string;
  /** Absent where the gateway refused by itself. */
  readonly problem: Problem | undefined;

  constructor(status: number, said: unknown) {
    const problem = isProblem(said) ? said : undefined;
    super(problem ? `${status} ${problem.code}: ${problem.detail}` : `${status}: ${JSON.stringify(said)}`);
    this.status = status;
    this.code = problem?.code ?? 'refused';
    this.problem = problem;
  }
}

const isProblem = (said: unknown): said is Problem =>
  typeof said === 'object' && said !== null && 'code' in said && 'detail' in said;

type Result<T> = { data?: T; error?: unknown; response: Response };

/**
 * What was answered, for those who would rather catch what was refused than look for it.
 * @throws RefusedByBackroom
 */
export const answered = <T>({ data, error, response }: Result<T>): T => {
  if (!response.ok) throw new RefusedByBackroom(response.status, error);
  return data as T;
};
