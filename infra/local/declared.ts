import { type ApiDeclaration, declaredApi } from './gateway/declaration.ts';
import { declaredGrants, type Grants } from './grants/statement.ts';
import { declaredFunctions, type FunctionDeclaration } from './lambda/declaration.ts';
import { declaredPool, type PoolDeclaration } from './people.ts';
import { declaredQueues, type QueueDeclaration } from './queues/declaration.ts';
import { declaredTable, type TableDeclaration } from './table/declaration.ts';
import { readAssembly } from './template/assembly.ts';
import type { World } from './template/world.ts';

export type Declared = {
  api: ApiDeclaration;
  functions: FunctionDeclaration[];
  grants: Grants;
  pool: PoolDeclaration;
  queues: QueueDeclaration[];
  table: TableDeclaration;
};

/**
 * Everything the templates declare that has an effect here.
 * @throws Error that names what is not understood
 */
export const readDeclared = (folder: string, world: World, secretOf: (clientId: string) => string): Declared => {
  const assembly = readAssembly(folder, world);
  const functions = declaredFunctions(assembly);
  return {
    api: declaredApi(assembly),
    functions,
    grants: declaredGrants(assembly, functions),
    pool: declaredPool(assembly, secretOf),
    queues: declaredQueues(assembly),
    table: declaredTable(assembly),
  };
};
