import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { NOTHING, resolve, type Scope } from './resolve.ts';
import { type Named, RESOURCE_TYPES } from './resource-types.ts';
import { ACCOUNT, localAddress, REGION, type World } from './world.ts';

const names = v.record(v.string(), v.unknown());
const Template = v.object({
  Resources: v.record(v.string(), v.object({ Type: v.string(), Properties: v.optional(names, {}) })),
  Outputs: v.optional(
    v.record(v.string(), v.object({ Value: v.unknown(), Export: v.optional(v.object({ Name: v.unknown() })) })),
    {},
  ),
  Parameters: v.optional(v.record(v.string(), v.object({ Default: v.optional(v.unknown()) })), {}),
});
const Manifest = v.object({
  artifacts: v.record(
    v.string(),
    v.object({ type: v.string(), properties: v.optional(v.object({ templateFile: v.optional(v.string()) })) }),
  ),
});
const Assets = v.object({
  files: v.record(v.string(), v.object({ source: v.object({ path: v.string(), packaging: v.string() }) })),
});

type Stack = { name: string; template: v.InferOutput<typeof Template>; resources: Map<string, Resource> };
type Resource = Named & { type: string };

/** A declared resource with its properties resolved and checked. `ref` is what a `Ref` to it gives. */
type Declared<T> = {
  stack: string;
  id: string;
  name: string;
  ref: string;
  properties: T;
  attribute(name: string): string;
};

/** All that the synthesised stacks declare. */
export type Assembly = {
  /**
   * The resources of one type, their properties as `schema` understands them.
   * @throws Error that names stack, id and type
   */
  all<S extends v.GenericSchema>(type: string, schema: S): Declared<v.InferOutput<S>>[];
  /** The folder of a file asset, by the name a function's `S3Key` gives it. */
  asset(s3Key: string): string;
};

const readJson = <S extends v.GenericSchema>(file: string, schema: S): v.InferOutput<S> =>
  v.parse(schema, JSON.parse(readFileSync(file, 'utf8')));

const inContext = <T>(context: string, act: () => T): T => {
  try {
    return act();
  } catch (error) {
    const sentence = v.isValiError(error)
      ? error.issues.map((issue) => `${v.getDotPath(issue) ?? ''}: ${issue.message}`).join('; ')
      : (error as Error).message;
    throw new Error(`${context}: ${sentence}`, { cause: error });
  }
};

const readStack = (directory: string, name: string, templateFile: string): Stack => {
  const template = readJson(join(directory, templateFile), Template);
  const resources = new Map<string, Resource>();
  for (const [id, { Type, Properties }] of Object.entries(template.Resources)) {
    if (!RESOURCE_TYPES[Type]) throw new Error(`${name}/${id}: the local host does not know the type ${Type}`);
    resources.set(id, { id, type: Type, name: `${name}-${id}`, properties: Properties });
  }
  return { name, template, resources };
};

/**
 * Reads every stack that the `manifest.json` lists.
 * @throws Error for a resource type, reference or intrinsic function that is not known
 */
export const readAssembly = (directory: string, world: World): Assembly => {
  const { artifacts } = readJson(join(directory, 'manifest.json'), Manifest);
  const stacks: Stack[] = [];
  const assets = new Map<string, string>();
  for (const [name, { type, properties }] of Object.entries(artifacts)) {
    if (type === 'aws:cloudformation:stack' && properties?.templateFile) {
      stacks.push(readStack(directory, name, properties.templateFile));
      const { files } = readJson(join(directory, `${name}.assets.json`), Assets);
      for (const [hash, { source }] of Object.entries(files)) assets.set(hash, join(directory, source.path));
    }
  }

  const pseudo = (stack: string): Record<string, unknown> => ({
    'AWS::Region': REGION,
    'AWS::AccountId': ACCOUNT,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': stack,
    'AWS::StackId': `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/${stack}/local`,
    'AWS::NoValue': NOTHING,
  });

  const scopeOf = ({ name, template, resources }: Stack): Scope => ({
    ref: (id) => {
      const known = pseudo(name);
      if (id in known) return known[id];
      const resource = resources.get(id);
      if (resource) return RESOURCE_TYPES[resource.type]?.ref(resource, world);
      const value = template.Parameters[id]?.Default;
      if (value === undefined) throw new Error(`nothing is called ${id}`);
      return value;
    },
    attribute: (id, attribute) => {
      const resource = resources.get(id);
      if (!resource) throw new Error(`nothing is called ${id}`);
      const value = RESOURCE_TYPES[resource.type]?.attributes?.[attribute];
      if (!value) throw new Error(`the local host does not know ${resource.type}.${attribute} (of ${id})`);
      return value(resource, world);
    },
    importValue: (wanted) => {
      for (const stack of stacks) {
        const scope = scopeOf(stack);
        for (const { Value, Export } of Object.values(stack.template.Outputs)) {
          if (Export && resolve(Export.Name, scope) === wanted) return resolve(Value, scope);
        }
      }
      throw new Error(`no stack exports ${wanted}`);
    },
  });

  /** Addresses are replaced last: an issuer is joined from parts. */
  const relocate = (value: unknown): unknown => {
    if (typeof value === 'string') return localAddress(value, world);
    if (Array.isArray(value)) return value.map(relocate);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, relocate(one)]));
  };

  // Resolved whether anybody asks or not, so that what is not understood is said at once.
  const resolved = new Map<Resource, Record<string, unknown>>();
  for (const stack of stacks) {
    const scope = scopeOf(stack);
    for (const resource of stack.resources.values()) {
      inContext(`${stack.name}/${resource.id} (${resource.type})`, () => {
        resolved.set(resource, relocate(resolve(resource.properties, scope)) as Record<string, unknown>);
      });
    }
  }

  return {
    all: (type, schema) =>
      stacks.flatMap((stack) =>
        [...stack.resources.values()]
          .filter((resource) => resource.type === type)
          .map((resource) => ({
            stack: stack.name,
            id: resource.id,
            name: resource.name,
            ref: String(scopeOf(stack).ref(resource.id)),
            properties: inContext(`${stack.name}/${resource.id} (${type})`, () =>
              v.parse(schema, resolved.get(resource)),
            ),
            attribute: (attribute) => String(scopeOf(stack).attribute(resource.id, attribute)),
          })),
      ),
    asset: (s3Key) => {
      const folder = assets.get(s3Key.replace(/\.zip$/, ''));
      if (!folder) throw new Error(`no asset is called ${s3Key}`);
      return folder;
    },
  };
};
