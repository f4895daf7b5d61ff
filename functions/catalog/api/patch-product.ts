import { notFound } from '#shared/errors';
import { guarded } from '#shared/guarded';
import { ok, understand } from '#shared/http';
import * as contract from '../contract.ts';
import { patched, requireVersion } from '../product.ts';
import { revise } from '../revision.ts';

/** PATCH /v1/products/{sku}. The whole is checked again, since two right halves can make a wrong whole. */
export const handler = guarded(contract.patchProduct, async ({ params: { sku }, body, ifMatch, now, deadline }) => {
  const { product } = await revise(
    sku,
    (before) => {
      if (!before) throw notFound('product');
      return understand(contract.ProductInput, patched(before, body));
    },
    { ifMatch: requireVersion(ifMatch), now, deadline },
  );
  return ok(product, { version: product.version });
});
