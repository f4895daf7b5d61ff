import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { generated } from './generate.ts';

it('what is generated is what the published document gives (npm run openapi)', async () => {
  for (const [name, text] of Object.entries(await generated())) {
    expect(readFileSync(join(import.meta.dirname, name), 'utf8') === text, name).toBe(true);
  }
});
