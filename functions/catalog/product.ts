import { Refusal } from '#shared/errors';
import type { Sku } from '#shared/values';
import type { ProductInput, ProductPatch } from './contract.ts';

export type Product = ProductInput & { sku: Sku; version: number; updatedAt: string };

const sorted = ({ priceBreaks, ...rest }: ProductInput): ProductInput => ({
  ...rest,
  priceBreaks: priceBreaks.toSorted((a, b) => a.minQuantity - b.minQuantity),
});

const same = (before: Product, { sku: _, version: __, updatedAt: ___, ...after }: Product): boolean =>
  Object.entries({ description: undefined, category: undefined, ...after }).every(
    ([name, value]) => JSON.stringify(before[name as keyof Product]) === JSON.stringify(value),
  );

/** @throws Refusal 412 `version_mismatch` when the caller has seen another version */
const checkVersion = (before: Product | undefined, ifMatch: string[] | undefined) => {
  if (ifMatch === undefined) return;
  if (before && (ifMatch.includes('*') || ifMatch.includes(String(before.version)))) return;
  throw new Refusal(412, 'version_mismatch', 'The product has changed since; read it again.');
};

/** The product as it is to be, and whether anything about it is new. A put that changes nothing raises no version. */
export const put = (
  before: Product | undefined,
  { sku, input, ifMatch, now }: { sku: Sku; input: ProductInput; ifMatch: string[] | undefined; now: Date },
): { product: Product; changed: boolean } => {
  checkVersion(before, ifMatch);
  const after: Product = {
    ...sorted(input),
    sku,
    version: (before?.version ?? 0) + 1,
    updatedAt: now.toISOString(),
  };
  return before && same(before, after) ? { product: before, changed: false } : { product: after, changed: true };
};

/** What a merge patch makes of the product: the whole input again, to be checked like any other. */
export const patched = (before: Product, patch: ProductPatch): unknown => {
  const { sku: _, version: __, updatedAt: ___, ...input } = before;
  return Object.fromEntries(
    Object.entries({ ...input, ...patch }).filter(([, value]) => value !== null && value !== undefined),
  );
};

/** @throws Refusal 428 `if_match_missing` */
export const requireVersion = (ifMatch: string[] | undefined): string[] => {
  if (ifMatch !== undefined) return ifMatch;
  throw new Refusal(428, 'if_match_missing', "This needs an If-Match header with the product's ETag.");
};
