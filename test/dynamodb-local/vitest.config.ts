import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/dynamodb-local/*.oracle.ts'],
    fileParallelism: false,
    testTimeout: 600_000,
    hookTimeout: 60_000,
  },
});
