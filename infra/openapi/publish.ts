import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { breaks } from './comparison.ts';
import { documentOf } from './document.ts';

// `npm run openapi`: publishes what the contracts say, unless that would break whoever read it before.

const PUBLISHED = join(import.meta.dirname, '../../client/openapi.json');

const document = documentOf();
const broken = existsSync(PUBLISHED) ? breaks(JSON.parse(readFileSync(PUBLISHED, 'utf8')), document) : [];
if (broken.length > 0) {
  console.error(`This would break clients, so it is not published:\n\n  ${broken.join('\n  ')}\n`);
  console.error('Add to the interface instead, or let it begin anew: paths under the next /v, and VERSION with it.');
  process.exitCode = 1;
} else {
  writeFileSync(PUBLISHED, `${JSON.stringify(document, null, 2)}\n`);
}
