import { describe, expect, it } from 'vitest';
import { parseForm } from './form.ts';

const plain = (text: string) => JSON.parse(JSON.stringify(parseForm(text)));

describe('a form', () => {
  it.each([
    ['plain values', 'amount=100&currency=gbp', { amount: '100', currency: 'gbp' }],
    ['groups in groups', 'a[b][c]=1&a[d]=2', { a: { b: { c: '1' }, d: '2' } }],
    ['lists without positions', 'expand[]=x&expand[]=y', { expand: { 0: 'x', 1: 'y' } }],
    ['lists with positions', 'expand[0]=x&expand[1]=y', { expand: { 0: 'x', 1: 'y' } }],
    ['escaped names and values', 'metadata%5Ba%20b%5D=%C3%A9%26', { metadata: { 'a b': 'é&' } }],
    ['the last of two', 'a=1&a=2', { a: '2' }],
    ['nothing', '', {}],
  ])('reads %s', (_, text, expected) => {
    expect(plain(text)).toEqual(expected);
  });

  it('has no names that it was not given', () => {
    expect(parseForm('__proto__[x]=1').x).toBeUndefined();
    expect(({} as { x?: string }).x).toBeUndefined();
  });
});
