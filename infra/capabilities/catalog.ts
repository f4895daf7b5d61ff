import { Construct } from 'constructs';
import * as contract from '../../functions/catalog/contract.ts';
import { Handler } from '../constructs/handler.ts';
import type { Platform } from '../platform.ts';

/** Knows what is for sale, and at what price. */
export class Catalog extends Construct {
  constructor(scope: Construct, platform: Platform) {
    super(scope, 'Catalog');
    const { api, table } = platform;
    const putProduct = new Handler(this, 'catalog/api/put-product', platform);
    const patchProduct = new Handler(this, 'catalog/api/patch-product', platform);
    const archiveProduct = new Handler(this, 'catalog/api/archive-product', platform);
    const getProduct = new Handler(this, 'catalog/api/get-product', platform);
    const listProducts = new Handler(this, 'catalog/api/list-products', platform);

    api.route(contract.putProduct, putProduct);
    api.route(contract.patchProduct, patchProduct);
    api.route(contract.archiveProduct, archiveProduct);
    api.route(contract.getProduct, getProduct);
    api.route(contract.listProducts, listProducts);

    for (const editor of [putProduct, patchProduct, archiveProduct]) {
      table.reads(editor, 'PRODUCT#');
      table.writes(editor, 'PRODUCT#');
    }
    table.reads(getProduct, 'PRODUCT#');
    table.reads(listProducts, 'PRODUCT#');
    table.lists(listProducts, 'gsi1', 'CATEGORY#');
    table.lists(listProducts, 'gsi2', 'PRODUCTS#');
  }
}
