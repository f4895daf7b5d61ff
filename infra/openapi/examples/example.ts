/** A request as somebody might send it, and what is answered. */
export type Example = {
  summary: string;
  /** Whose token it is sent with; the leaver is a shopper who is to leave. */
  as: 'anyone' | 'shopper' | 'leaver' | 'staff' | 'admin' | 'machine';
  params?: Record<string, string>;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  body?: unknown;
  answer: { status: number; body?: unknown };
};

/** By operation, and by name: told in the order of `STORY`, each is answered as it says. */
export type Examples = Record<string, Record<string, Example>>;

export const IDS = {
  order: 'ord_4v9k2m7x0c5n8b1z6q3w7e4r2t',
  onAccount: 'ord_7b1z6q3w7e4r2t4v9k2m7x0c5n',
  payment: 'pay_2m7x0c5n8b1z6q3w7e4r2t4v9k',
  refund: 'ref_0c5n8b1z6q3w7e4r2t4v9k2m7x',
  movement: 'mov_9k2m7x0c5n8b1z6q3w7e4r2t4v',
  reconciliation: 'rec_6q3w7e4r2t4v9k2m7x0c5n8b1z',
  discrepancy: 'dis_3w7e4r2t4v9k2m7x0c5n8b1z6q',
  export: 'exp_7x0c5n8b1z6q3w7e4r2t4v9k2m',
};

export const pounds = (amount: number) => ({ amount, currency: 'GBP' });

export const AT = '2026-11-23T09:30:00.000Z';

/** A problem as it is answered, but for the id of the request. */
export const problem = (status: number, code: string, title: string, detail: string, more: object = {}) => ({
  type: `urn:backroom:problem:${code}`,
  title,
  status,
  code,
  detail,
  requestId: 'Xk2LrhZvjoEEPbQ=',
  ...more,
});
