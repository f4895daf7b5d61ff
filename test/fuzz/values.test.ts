import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { validatorOf } from '../openapi/validation.ts';
import { fitting, outside } from './values.ts';

const { document, faultsOf } = validatorOf();
const bodies = Object.values(document.paths).flatMap((operations) =>
  Object.values(operations).flatMap(({ operationId, requestBody }) => {
    const schema = requestBody?.content['application/json']?.schema;
    return schema ? [{ operationId, schema }] : [];
  }),
);
const RUNS = 50;
const SEED = 1;

describe.each(bodies)('values for $operationId', ({ schema }) => {
  it('fit', () => {
    const values = fc.sample(fitting(schema, document), { numRuns: RUNS, seed: SEED });
    expect(values.flatMap((value) => faultsOf(schema, JSON.parse(JSON.stringify(value))))).toEqual([]);
  });

  it('do not fit, but for a few, where they should not', () => {
    const values = fc.sample(outside(schema, document), { numRuns: RUNS, seed: SEED });
    const unfit = values.filter((value) => faultsOf(schema, JSON.parse(JSON.stringify(value))).length > 0);
    expect(unfit.length).toBeGreaterThan(RUNS / 4);
  });
});
