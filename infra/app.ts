import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { bundle } from './bundle.ts';
import { house } from './house.ts';

const functions = join(import.meta.dirname, '../dist');
await bundle(functions);

const app = new App({ analyticsReporting: false });
house(app, { functions });
Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
app.synth();
