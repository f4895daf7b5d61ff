import { guarded } from '#shared/guarded';
import { created, ok } from '#shared/http';
import * as contract from '../contract.ts';
import { revise } from '../revision.ts';

/** PUT /v1/products/{sku}. */
export const handler = guarded(contract.putProduct, async ({ params: { sku }, body, ifMatch, now, deadline }) => {
  const { product, isNew } = await revise(sku, () => body, { ifMatch, now, deadline });
  const { version } = product;
  return isNew ? { ...created(`/v1/products/${sku}`, product), version } : ok(product, { version });
});
