import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readAssembly } from './assembly.ts';

const world = {
  queueOrigin: 'http://127.0.0.1:1',
  cdnUrl: 'http://localhost:2',
  apiUrl: 'http://localhost:4',
  issuerOrigin: 'http://localhost:3',
};
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'assembly-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (stacks: Record<string, object>) => {
  const artifacts: Record<string, unknown> = {};
  for (const [name, template] of Object.entries(stacks)) {
    artifacts[name] = { type: 'aws:cloudformation:stack', properties: { templateFile: `${name}.json` } };
    writeFileSync(join(folder, `${name}.json`), JSON.stringify(template));
    writeFileSync(join(folder, `${name}.assets.json`), JSON.stringify({ files: {} }));
  }
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ artifacts }));
};

const memory = {
  Resources: { Pool: { Type: 'AWS::Cognito::UserPool' }, Jobs: { Type: 'AWS::SQS::Queue' } },
  Outputs: {
    A: { Value: { Ref: 'Pool' }, Export: { Name: 'Memory:Pool' } },
    B: { Value: { 'Fn::GetAtt': ['Jobs', 'Arn'] }, Export: { Name: 'Memory:Jobs' } },
  },
};

test('it follows imports into other stacks and says addresses as they are here', () => {
  write({
    Memory: memory,
    Front: {
      Resources: {
        Role: {
          Type: 'AWS::IAM::Role',
          Properties: {
            queue: { 'Fn::ImportValue': 'Memory:Jobs' },
            issuer: {
              'Fn::Join': [
                '',
                [
                  'https://cognito-idp.',
                  { Ref: 'AWS::Region' },
                  '.amazonaws.com/',
                  { 'Fn::ImportValue': 'Memory:Pool' },
                ],
              ],
            },
          },
        },
      },
    },
  });

  const assembly = readAssembly(folder, world);

  const [pool] = assembly.all('AWS::Cognito::UserPool', v.object({}));
  const [role] = assembly.all('AWS::IAM::Role', v.object({ queue: v.string(), issuer: v.string() }));
  expect(role?.properties.queue).toBe('arn:aws:sqs:eu-west-1:000000000000:Memory-Jobs');
  expect(role?.properties.issuer).toBe(`http://localhost:3/${pool?.ref}`);
});

test('it gives a queue the address of the local SQS', () => {
  write({ Memory: memory });
  const [queue] = readAssembly(folder, world).all('AWS::SQS::Queue', v.object({}));
  expect(queue?.ref).toBe('http://127.0.0.1:1/000000000000/Memory-Jobs');
});

test.each([
  ['an unknown type', { Type: 'AWS::EC2::VPC' }, 'Front/Thing: the local host does not know the type AWS::EC2::VPC'],
  [
    'an unknown intrinsic',
    { Type: 'AWS::IAM::Role', Properties: { a: { 'Fn::Cidr': [] } } },
    'Front/Thing (AWS::IAM::Role): the local host does not know Fn::Cidr',
  ],
  [
    'an unknown attribute',
    { Type: 'AWS::IAM::Role', Properties: { a: { 'Fn::GetAtt': ['Thing', 'RoleId'] } } },
    'Front/Thing (AWS::IAM::Role): the local host does not know AWS::IAM::Role.RoleId',
  ],
  [
    'a reference to nothing',
    { Type: 'AWS::IAM::Role', Properties: { a: { Ref: 'Nobody' } } },
    'Front/Thing (AWS::IAM::Role): nothing is called Nobody',
  ],
  [
    'an import that nobody exports',
    { Type: 'AWS::IAM::Role', Properties: { a: { 'Fn::ImportValue': 'x' } } },
    'Front/Thing (AWS::IAM::Role): no stack exports x',
  ],
])('it stops at %s and says where', (_, Thing, message) => {
  write({ Front: { Resources: { Thing } } });
  expect(() => readAssembly(folder, world)).toThrow(message);
});
