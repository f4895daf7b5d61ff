import type { Declared } from '../../infra/local/declared.ts';
import { readDeclared } from '../../infra/local/declared.ts';

type Handler = (event: unknown, context: unknown) => Promise<unknown>;

/** All that the templates declare, with the handlers of its functions. */
export type Deployment = Declared & { handlers: Map<string, Handler> };

const WORLD = {
  queueOrigin: 'https://sqs.eu-west-1.amazonaws.com',
  cdnUrl: 'https://api.shop.example',
  apiUrl: 'https://behind.shop.example',
  issuerOrigin: 'https://login.shop.example',
};

/** A secret nobody else has: what it looks like is searched for in logs. */
const secretOf = (name: string): string => `simulated-${name.replaceAll(/[^a-z]/g, '')}-6f1d`;

/** Few enough that a flood is short; staff and machines are as in the templates. */
export const SHOPPERS = { burst: 10, perSecond: 2 };

/** The clients' own files of settings and credentials are nobody's business here. */
const SURROUNDINGS = {
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'simulated',
  AWS_SECRET_ACCESS_KEY: 'simulated',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  POWERTOOLS_LOG_LEVEL: 'SILENT',
  POWERTOOLS_METRICS_DISABLED: 'true',
  POWERTOOLS_DEV: 'true',
};

/**
 * Loads the very modules that are deployed, each with the variables that its function has.
 * @param folder where the templates were synthesised to
 */
export const loadDeployment = async (folder: string): Promise<Deployment> => {
  const declared = readDeclared(folder, WORLD, secretOf);
  const handlers = new Map<string, Handler>();
  Object.assign(process.env, SURROUNDINGS);
  for (const { name, door, environment } of declared.functions) {
    const { LIMITS = '{}' } = environment;
    Object.assign(process.env, environment, SURROUNDINGS, {
      LIMITS: JSON.stringify({ ...JSON.parse(LIMITS), shopper: SHOPPERS }),
    });
    const { handler } = (await import(`../../functions/${door}.ts`)) as { handler: Handler };
    handlers.set(name, handler);
  }
  return { ...declared, handlers };
};
