import { backOff, type Deadline } from '#shared/deadline';
import type { Sku } from '#shared/values';
import type { ProductInput } from './contract.ts';
import { type Product, put } from './product.ts';
import { find, save } from './product-table.ts';

/**
 * Reads the product, lets `change` say what it is to be, and saves that unless somebody else was first: then it looks
 * again, and a caller that named a version is refused.
 * @throws Refusal 412 `version_mismatch`
 */
export const revise = async (
  sku: Sku,
  change: (before: Product | undefined) => ProductInput,
  { ifMatch, now, deadline }: { ifMatch: string[] | undefined; now: Date; deadline: Deadline },
): Promise<{ product: Product; isNew: boolean }> => {
  for (let attempt = 0; ; attempt++) {
    const before = await find(sku, deadline);
    const { product, changed } = put(before, { sku, input: change(before), ifMatch, now });
    if (!changed || (await save(product, before, deadline))) return { product, isNew: !before };
    await backOff(attempt);
  }
};
