import * as v from 'valibot';
import { Paging, page } from '#shared/paging';
import { type Admitted, route } from '#shared/route';
import { Instant, Money, Sku, text } from '#shared/values';

const editors: Admitted[] = [{ scope: 'backroom/catalog.write' }, { group: 'staff' }];

const PriceBreaks = v.pipe(
  v.array(
    v.strictObject({
      minQuantity: v.pipe(v.number(), v.safeInteger(), v.minValue(2), v.maxValue(1_000_000)),
      price: Money,
    }),
  ),
  v.maxLength(20),
  v.check(
    (breaks) => new Set(breaks.map(({ minQuantity }) => minQuantity)).size === breaks.length,
    'two breaks begin at one quantity',
  ),
  v.description(
    'Unit prices from a quantity on, of all lines of an order with this SKU together. Each begins at another.',
  ),
);

const fields = {
  name: text(120),
  description: text(2000),
  category: text(120),
  price: Money,
  priceBreaks: PriceBreaks,
  status: v.picklist(['active', 'archived']),
  stocked: v.pipe(v.boolean(), v.description('False for a fee or a service, which is never out of stock.')),
};

/** What a client says about a product. */
export const ProductInput = v.pipe(
  v.strictObject({
    name: fields.name,
    description: v.optional(fields.description),
    category: v.optional(fields.category),
    price: fields.price,
    priceBreaks: v.optional(fields.priceBreaks, []),
    status: v.optional(fields.status, 'active'),
    stocked: v.optional(fields.stocked, true),
  }),
  v.check(
    ({ price, priceBreaks }) => priceBreaks.every((each) => each.price.currency === price.currency),
    'all prices of a product are in one currency',
  ),
  v.title('ProductInput'),
  v.description('What is said about a product. All its prices are in one currency.'),
);
export type ProductInput = v.InferOutput<typeof ProductInput>;

/** RFC 7396: what is named is replaced, null removes. */
export const ProductPatch = v.pipe(
  v.strictObject({
    name: v.optional(fields.name),
    description: v.optional(v.nullable(fields.description)),
    category: v.optional(v.nullable(fields.category)),
    price: v.optional(fields.price),
    priceBreaks: v.optional(v.nullable(fields.priceBreaks)),
    status: v.optional(fields.status),
    stocked: v.optional(fields.stocked),
  }),
  v.title('ProductPatch'),
  v.description('A JSON merge patch (RFC 7396): what is named is replaced, null removes.'),
);
export type ProductPatch = v.InferOutput<typeof ProductPatch>;

export const Product = v.pipe(
  v.object({
    sku: Sku,
    name: v.string(),
    description: v.optional(v.string()),
    category: v.optional(v.string()),
    price: Money,
    priceBreaks: v.array(v.object({ minQuantity: v.number(), price: Money })),
    status: fields.status,
    stocked: v.boolean(),
    version: v.number(),
    updatedAt: Instant,
  }),
  v.title('Product'),
);

const params = v.object({ sku: Sku });

export const putProduct = route({
  operation: 'putProduct',
  method: 'PUT',
  path: '/v1/products/{sku}',
  summary: 'Creates a product or replaces all that is said about it. Saying nothing new changes nothing.',
  callers: editors,
  versioned: true,
  ifMatch: 'optional',
  params,
  body: ProductInput,
  answers: { 200: Product, 201: Product },
  problems: ['version_mismatch'],
});

export const patchProduct = route({
  operation: 'patchProduct',
  method: 'PATCH',
  path: '/v1/products/{sku}',
  summary: 'Changes some of what is said about a product (JSON merge patch).',
  callers: editors,
  versioned: true,
  ifMatch: 'required',
  params,
  body: ProductPatch,
  answers: { 200: Product },
  problems: ['not_found', 'if_match_missing', 'version_mismatch'],
});

export const archiveProduct = route({
  operation: 'archiveProduct',
  method: 'DELETE',
  path: '/v1/products/{sku}',
  summary: 'Takes a product off sale. Its history stays; putting it again brings it back.',
  callers: editors,
  ifMatch: 'required',
  params,
  answers: { 204: undefined },
  problems: ['not_found', 'if_match_missing', 'version_mismatch'],
});

export const getProduct = route({
  operation: 'getProduct',
  method: 'GET',
  path: '/v1/products/{sku}',
  summary: 'A product with its prices.',
  callers: 'anyone',
  versioned: true,
  cache: 'public, max-age=5',
  params,
  answers: { 200: Product },
  problems: ['not_found'],
});

export const listProducts = route({
  operation: 'listProducts',
  method: 'GET',
  path: '/v1/products',
  summary: 'Products on sale by SKU, of one category or of all.',
  callers: 'anyone',
  cache: 'public, max-age=5',
  query: v.strictObject({ ...Paging.entries, category: v.optional(text(120)) }),
  answers: { 200: page(Product) },
  problems: ['invalid_cursor'],
});
