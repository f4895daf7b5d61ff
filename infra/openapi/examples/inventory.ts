import { AT, type Examples, IDS, problem } from './example.ts';

const receipt = { sku: 'MUG', quantity: 48, reason: 'receipt', reference: 'delivery note 1017' };
const movement = { id: IDS.movement, ...receipt, at: AT };
const params = { sku: 'MUG' };

export const inventory: Examples = {
  recordStockMovement: {
    receipt: {
      summary: 'Two boxes of mugs',
      as: 'machine',
      headers: { 'Idempotency-Key': 'delivery-note-1017-mugs' },
      body: receipt,
      answer: { status: 201, body: movement },
    },
    tooMany: {
      summary: 'More out than there is',
      as: 'machine',
      headers: { 'Idempotency-Key': 'breakage-of-the-22nd-mugs' },
      body: { sku: 'MUG', quantity: -500, reason: 'breakage' },
      answer: {
        status: 409,
        body: problem(409, 'would_go_negative', 'Would go negative', 'Only 48 of MUG can be taken out.', {
          sku: 'MUG',
          available: 48,
        }),
      },
    },
  },
  setStockShards: {
    hot: {
      summary: 'Two counters for what sells fast',
      as: 'staff',
      params,
      body: { shards: 2 },
      answer: { status: 200, body: { sku: 'MUG', shards: 2, available: 48 } },
    },
  },
  getStock: {
    mug: {
      summary: 'How many mugs there are',
      as: 'anyone',
      params,
      answer: { status: 200, body: { sku: 'MUG', stocked: true, available: 48 } },
    },
  },
  listStockMovements: {
    mug: {
      summary: 'All that happened to the mugs',
      as: 'staff',
      params,
      query: { limit: '20' },
      answer: { status: 200, body: { data: [movement], nextCursor: null } },
    },
  },
};
