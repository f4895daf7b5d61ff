import { type CdnDeclaration, declaredCdn } from './cdn/declaration.ts';
import { type ApiDeclaration, declaredApi } from './gateway/declaration.ts';
import { declaredGrants, type Grants } from './grants/statement.ts';
import { declaredFunctions, type FunctionDeclaration } from './lambda/declaration.ts';
import { declaredPool, type PoolDeclaration } from './people.ts';
import { declaredQueues, type QueueDeclaration } from './queues/declaration.ts';
import { declaredSchedules, type ScheduleDeclaration } from './schedules/declaration.ts';
import { declaredSecrets } from './secrets/declaration.ts';
import { revealing } from './secrets/dynamic-references.ts';
import type { SecretValues } from './secrets/secrets.ts';
import { declaredSources } from './sources/declaration.ts';
import type { SourceDeclarations } from './sources/sources.ts';
import { stripeKeys } from './stripe/keys.ts';
import { declaredTable, type TableDeclaration } from './table/declaration.ts';
import { readAssembly } from './template/assembly.ts';
import type { World } from './template/world.ts';

export type Declared = {
  api: ApiDeclaration;
  cdn: CdnDeclaration;
  functions: FunctionDeclaration[];
  grants: Grants;
  pool: PoolDeclaration;
  queues: QueueDeclaration[];
  schedules: ScheduleDeclaration[];
  secrets: SecretValues;
  sources: SourceDeclarations;
  table: TableDeclaration;
};

/**
 * Everything the templates declare that has an effect here.
 * @param secretOf a secret that is always the same for the same name
 * @throws Error that names what is not understood
 */
export const readDeclared = (folder: string, world: World, secretOf: (name: string) => string): Declared => {
  const assembly = readAssembly(folder, world);
  const secrets = declaredSecrets(assembly, stripeKeys(secretOf), secretOf);
  const reveal = revealing(secrets);
  const functions = declaredFunctions(assembly, reveal);
  const sources = declaredSources(assembly, (name) => functions.find((one) => one.name === name)?.arn ?? name);
  return {
    api: declaredApi(assembly),
    cdn: declaredCdn(assembly, world, reveal),
    functions,
    grants: declaredGrants(assembly, functions),
    pool: declaredPool(assembly, secretOf, world.cdnUrl),
    queues: declaredQueues(
      assembly,
      sources.streamSources.flatMap(({ onFailure }) => onFailure ?? []),
    ),
    schedules: declaredSchedules(assembly),
    secrets,
    sources,
    table: declaredTable(assembly),
  };
};
