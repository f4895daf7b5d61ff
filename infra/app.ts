import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import settings from '../cdk.json' with { type: 'json' };
import { bundle } from './bundle.ts';
import { house } from './house.ts';

// The assembly keeps its own copies, so nothing that is synthesised elsewhere at the same time gets in the way.
const functions = mkdtempSync(join(tmpdir(), 'backroom-functions-'));
process.once('exit', () => rmSync(functions, { recursive: true }));
await bundle(functions);

// The CLI hands these over too, and its -c options win; without it, as on a laptop, they are the same.
const app = new App({ analyticsReporting: false, context: settings.context });
house(app, { functions });
Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
app.synth();
