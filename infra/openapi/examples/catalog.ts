import { AT, type Examples, pounds } from './example.ts';

const mug = {
  sku: 'MUG',
  name: 'Mug',
  category: 'Kitchen',
  price: pounds(255),
  priceBreaks: [],
  status: 'active',
  stocked: true,
  version: 1,
  updatedAt: AT,
};
const cheaperByTheDozen = { ...mug, priceBreaks: [{ minQuantity: 12, price: pounds(225) }], version: 2 };
const delivery = {
  sku: 'DELIVERY',
  name: 'Delivery',
  price: pounds(495),
  priceBreaks: [],
  status: 'active',
  stocked: false,
  version: 1,
  updatedAt: AT,
};
const params = { sku: 'MUG' };

export const catalog: Examples = {
  putProduct: {
    mug: {
      summary: 'Something to sell',
      as: 'machine',
      params,
      body: { name: 'Mug', category: 'Kitchen', price: pounds(255) },
      answer: { status: 201, body: mug },
    },
    unchanged: {
      summary: 'The same again changes nothing',
      as: 'machine',
      params,
      body: { name: 'Mug', category: 'Kitchen', price: pounds(255) },
      answer: { status: 200, body: mug },
    },
    delivery: {
      summary: 'A fee, which is never out of stock',
      as: 'machine',
      params: { sku: 'DELIVERY' },
      body: { name: 'Delivery', price: pounds(495), stocked: false },
      answer: { status: 201, body: delivery },
    },
  },
  patchProduct: {
    priceBreak: {
      summary: 'Cheaper by the dozen',
      as: 'staff',
      params,
      headers: { 'If-Match': '"1"' },
      body: { priceBreaks: [{ minQuantity: 12, price: pounds(225) }] },
      answer: { status: 200, body: cheaperByTheDozen },
    },
  },
  getProduct: {
    mug: { summary: 'A mug', as: 'anyone', params, answer: { status: 200, body: cheaperByTheDozen } },
  },
  listProducts: {
    kitchen: {
      summary: 'One category',
      as: 'anyone',
      query: { category: 'Kitchen', limit: '20' },
      answer: { status: 200, body: { data: [cheaperByTheDozen], nextCursor: null } },
    },
  },
  archiveProduct: {
    delivery: {
      summary: 'Off sale',
      as: 'machine',
      params: { sku: 'DELIVERY' },
      headers: { 'If-Match': '"1"' },
      answer: { status: 204 },
    },
  },
};
