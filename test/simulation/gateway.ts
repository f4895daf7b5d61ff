import type { Route } from '#shared/route';
import { routeTable } from '../../infra/local/gateway/routes.ts';
import type { Deployment } from './deployment.ts';
import type { Kind } from './faults.ts';
import type { Answer, Asked, Person } from './flow.ts';
import type { Outcome, Simulation } from './simulation.ts';
import type { Users } from './users.ts';

const SCOPES: Record<Person['kind'], string> = {
  shopper: 'openid backroom/shop',
  staff: 'openid backroom/shop',
  admin: 'openid backroom/shop',
  machine: 'backroom/catalog.write backroom/stock.write backroom/orders.write backroom/operations',
};

/** A person's id, as tokens name it. */
export const subOf = ({ kind, name }: Person): string => (kind === 'shopper' ? `user-${name}` : name);

const isStaff = ({ kind }: Person) => kind === 'staff' || kind === 'admin';

const claimsOf = (who: Person) => ({
  sub: subOf(who),
  scope: SCOPES[who.kind],
  token_use: 'access',
  ...(isStaff(who) && { 'cognito:groups': `[${who.kind}]` }),
});

/** A token that the authorizer has verified; its own payload says what groups somebody is in. */
const tokenOf = (who: Person): string => {
  const payload = { sub: subOf(who), ...(isStaff(who) && { 'cognito:groups': [who.kind] }) };
  return `Bearer verified.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.already`;
};

export type HttpRequest = {
  who?: Person | undefined;
  method: string;
  path: string;
  query?: Record<string, string> | undefined;
  headers?: Record<string, string>;
  body?: string | undefined;
};

/** A request as a route's contract says it. */
export const requestOf = (
  who: Person,
  { method, path, keyed }: Route,
  { params = {}, query, body, key, ifMatch }: Asked,
) => ({
  who,
  method,
  path: path.replaceAll(/\{(\w+)\}/g, (_, name: string) => params[name] ?? ''),
  query,
  headers: {
    ...(body !== undefined && { 'content-type': 'application/json' }),
    ...(keyed && key !== undefined && { 'idempotency-key': key }),
    ...(ifMatch !== undefined && { 'if-match': ifMatch }),
  },
  body: body === undefined ? undefined : JSON.stringify(body),
});

/** Faults on the way to the gateway: the request is lost, arrives twice, or nobody waits for the answer any more. */
const ARRIVING: readonly Kind[] = ['lost request', 'lost answer', 'twice'];
const LEAVING: readonly Kind[] = ['lost answer'];
/** To look twice changes nothing, and whoever gets no answer looks again, whichever way it was lost. */
const LOOKING: readonly Kind[] = ['lost answer'];

const lost = () => Object.assign(new Error('fetch failed'), { name: 'TypeError' });

const answerOf = (outcome: Outcome): Answer => {
  if ('killed' in outcome) {
    return { status: outcome.killed === 'timeout' ? 503 : 500, headers: {}, body: { message: outcome.killed } };
  }
  if ('error' in outcome) return { status: 500, headers: {}, body: { message: outcome.error.message } };
  const { statusCode, headers, body } = outcome.result as { statusCode: number; headers: never; body?: string };
  return { status: statusCode, headers, body: body === undefined ? undefined : JSON.parse(body) };
};

/** Hears of every answer that a function gave, whether it arrives or not; `since` is the step at which it began. */
export type Hearing = (request: HttpRequest, answer: Answer, since: number) => void;

/** The CDN, and API Gateway behind it: finds a request's function and invokes it, with the caller's claims. */
export const createGateway = (
  simulation: Simulation,
  { api, cdn, functions, handlers }: Pick<Deployment, 'api' | 'cdn' | 'functions' | 'handlers'>,
  users: Users,
  hear: Hearing,
) => {
  const find = routeTable(api.routes);
  const timeouts = new Map(functions.map(({ name, timeoutSeconds }) => [name, timeoutSeconds * 1_000]));
  const doors = new Map(functions.map(({ name, door }) => [name, door]));
  let requests = 0;

  const invoke = async ({ who, method, path, query, headers, body }: HttpRequest): Promise<Answer> => {
    const match = find(method, path);
    if (!match) throw new Error(`there is no route ${method} ${path}`);
    if (who && !users.hasToken(subOf(who))) return { status: 401, headers: {}, body: { message: 'Unauthorized' } };
    const { functionName, routeKey } = match.route;
    const requestId = `request-${++requests}`;
    const event = {
      rawPath: path,
      routeKey,
      headers: { ...headers, ...cdn.headers, ...(who && { authorization: tokenOf(who) }) },
      pathParameters: match.pathParameters,
      queryStringParameters: query,
      requestContext: {
        requestId,
        http: { method, path },
        ...(who && { authorizer: { jwt: { claims: claimsOf(who) } } }),
      },
      body,
      isBase64Encoded: false,
    };
    const since = simulation.counts.steps;
    const name = `${doors.get(functionName)}#${requests}`;
    const outcome = await simulation.invoke(name, timeouts.get(functionName) ?? 0, (actor) =>
      (handlers.get(functionName) as NonNullable<ReturnType<typeof handlers.get>>)(event, {
        functionName,
        awsRequestId: requestId,
        getRemainingTimeInMillis: () => actor.deadline - simulation.now(),
      }),
    );
    const answer = answerOf(outcome);
    simulation.say(`${name} answers ${answer.status}`);
    hear({ who, method, path, query, headers, body } as HttpRequest, answer, since);
    return answer;
  };

  /** One request, as whoever sends it sees it. @throws Error when no answer comes */
  const send = async (request: HttpRequest): Promise<Answer> => {
    const label = `${request.method} ${request.path}`;
    const isLook = request.method === 'GET';
    const { answer } = await simulation.io({
      label,
      kinds: isLook ? LOOKING : ARRIVING,
      perform: (fault) => {
        const answer = invoke(request);
        if (fault === 'twice') void invoke(request);
        return { answer };
      },
      lost,
    });
    const given = await answer;
    return simulation.io({
      label: `${label} ${given.status}`,
      kinds: isLook ? [] : LEAVING,
      perform: () => given,
      lost,
    });
  };

  return { send, invoke };
};

/** Whether two answers are the same, byte for byte, but for the headers. */
export const isSameAnswer = (one: Answer, other: Answer): boolean =>
  one.status === other.status && JSON.stringify(one.body) === JSON.stringify(other.body);
