import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { Paging, paging } from '#shared/paging';
import { Day, Money, OrderId, Quantity, Sku, Time, text } from '#shared/values';
import { OrderInput } from '../../functions/orders/contract.ts';
import { schemasOf } from './schemas.ts';

const said = (schema: v.GenericSchema) => schemasOf([schema]).of(schema);

describe('a schema', () => {
  it.each([
    ['a SKU is named', Sku, { $ref: '#/components/schemas/Sku' }],
    ['so is it where it may be absent', v.optional(Money), { $ref: '#/components/schemas/Money' }],
    ['so is an id', OrderId, { $ref: '#/components/schemas/OrderId' }],
    ['a quantity has its bounds', Quantity, { type: 'integer', minimum: 1, maximum: 1_000_000 }],
    [
      'text is counted in characters',
      text(7),
      { type: 'string', minLength: 1, maxLength: 7, pattern: '^(?=\\P{Cc}*\\S)\\P{Cc}*$' },
    ],
    ['a day has its format', Day, { type: 'string', format: 'date' }],
    [
      'a time has its format and pattern',
      Time,
      { type: 'string', format: 'date-time', pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?Z$' },
    ],
    [
      'a limit is a number, though it travels as text',
      Paging.entries.limit.wrapped,
      { type: 'integer', minimum: 1, maximum: 100 },
    ],
  ] as [string, v.GenericSchema, object][])('%s', (_, schema, json) => {
    expect(said(schema)).toEqual(json);
  });

  it.each([
    [100, Paging],
    [20, paging(20)],
  ])('of a page of %i at the most says so, and what is taken where nothing is said', (maximum, schema) => {
    expect(schemasOf([schema]).members(schema)).toEqual([
      ['limit', { type: 'integer', minimum: 1, maximum, default: 20 }, false],
      ['cursor', { type: 'string' }, false],
    ]);
  });

  it('of a list that is counted first says what its members are', () => {
    expect(schemasOf([OrderInput]).components.OrderInput?.properties?.lines).toEqual({
      type: 'array',
      minItems: 1,
      maxItems: 2_400,
      items: { $ref: '#/components/schemas/OrderLineInput' },
    });
  });

  it.each([
    [
      'a check that nobody wrote down',
      v.pipe(
        v.string(),
        v.check(() => true, 'must be nice'),
      ),
      'must be nice',
    ],
    ['a transformation', v.pipe(v.string(), v.transform(Number)), 'takes'],
    ['a second schema', v.pipe(v.string(), v.transform(Number), v.number()), 'takes'],
    ['two patterns', v.pipe(v.string(), v.regex(/a/), v.regex(/b/)), 'Two patterns'],
    ['what JSON does not know', v.date(), '"date" schema cannot be converted'],
    [
      'two of one title',
      v.tuple([v.pipe(v.string(), v.title('One')), v.pipe(v.number(), v.title('One'))]),
      'Two schemas are called One',
    ],
  ] as [string, v.GenericSchema, string][])('with %s stops the documents', (_, schema, says) => {
    expect(() => said(schema)).toThrow(says);
  });
});
