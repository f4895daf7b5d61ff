import { notFound } from '#shared/errors';
import { guarded } from '#shared/guarded';

import * as contract from '../contract.ts';
import { requireVersion } from '../product.ts';
import { revise } from '../revision.ts';

/** DELETE /v1/products/{sku}. Orders remember what they sold, so nothing is ever removed. */
export const handler = guarded(contract.archiveProduct, async ({ params: { sku }, ifMatch, now, deadline }) => {
  await revise(
    sku,
    (before) => {
      if (!before) throw notFound('product');
      const { sku: _, version: __, updatedAt: ___, ...input } = before;
      return { ...input, status: 'archived' };
    },
    { ifMatch: requireVersion(ifMatch), now, deadline },
  );
  return { status: 204 };
});
