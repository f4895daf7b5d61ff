import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{functions,infra,shared,events,client,test}/**/*.test.ts'],
    env: {
      TABLE_NAME: 'backroom',
      CDN_KEYS: 'the-key-of-tests-and-no-other',
      LIMITS: JSON.stringify(
        Object.fromEntries(['shopper', 'staff', 'machine'].map((kind) => [kind, { burst: 1e6, perSecond: 1e3 }])),
      ),
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      POWERTOOLS_SERVICE_NAME: 'test',
      POWERTOOLS_LOG_LEVEL: 'SILENT',
    },
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
