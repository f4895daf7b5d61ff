import { Logger } from '@aws-lambda-powertools/logger';

/** One JSON line an entry; service and level come from POWERTOOLS_* of the environment. */
export const logger = new Logger();
