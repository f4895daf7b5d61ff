import type { HttpRequest } from '../gateway.ts';
import type { Message, Queue } from '../queues.ts';
import type { Change } from '../table/table.ts';
import { type Facts, type Fields, type Invariant, isAccount, isOrder, isPayment } from './facts.ts';

type Line = { sku: string; quantity: number };

const unitsOf = (lines: Line[]): string => {
  const units = new Map<string, number>();
  for (const { sku, quantity } of lines) units.set(sku, (units.get(sku) ?? 0) + quantity);
  return JSON.stringify([...units].sort());
};

const isOpen = ({ status }: Fields): boolean => status === 'reserving' || status === 'undoing';

/** What is done is what was asked for, it stays done, and it is said with the state it announces. */
export const promises = ({ simulation, table, base }: Facts): Invariant => {
  const { violate } = simulation;
  /** Rows that answers have promised, with what must be said there at rest. */
  const promised = new Map<string, { pk: string; sk: string; holds: Record<string, unknown> }>();
  const promise = (pk: string, sk: string, holds: Record<string, unknown>) =>
    promised.set(`${pk} ${sk}`, { pk, sk, holds });

  const judgeOrder = (asked: Fields, body: Fields) => {
    const isAsked = unitsOf(asked.lines) === unitsOf(body.lines);
    const isSum = body.lines.every((line: Fields) => line.amount.amount === line.unitPrice.amount * line.quantity);
    const isListed = body.lines.every(({ sku, unitPrice }: Fields) => {
      const product = table.get({ pk: `PRODUCT#${sku}`, sk: 'PRODUCT' }) as Fields;
      const isAsOpened = product === base.get({ pk: `PRODUCT#${sku}`, sk: 'PRODUCT' });
      return !isAsOpened || product.price.amount === unitPrice.amount;
    });
    if (!isAsked || !isSum || !isListed) violate('8 what is done is what was asked for', `order ${body.id}`);
  };

  const judgeAnswer = ({ method, path, body }: HttpRequest, answer: Fields) => {
    const asked = body ? JSON.parse(body) : {};
    if (method !== 'POST') return;
    if (path === '/v1/orders') {
      judgeOrder(asked, answer);
    } else if (path === '/v1/stock-movements') {
      const { sku, quantity } = asked;
      if (answer.sku !== sku || answer.quantity !== quantity)
        violate('8 what is done is what was asked for', answer.id);
      promise(`MOVEMENT#${answer.id}`, 'MOVEMENT', { sku, quantity });
    } else if (path.endsWith('/cancellation')) {
      promise(`ORDER#${answer.orderId}`, 'ORDER', { status: 'cancelled' });
    } else if (path.endsWith('/refunds')) {
      const { amount } = answer.amount;
      if (asked.amount && asked.amount.amount !== amount) violate('8 what is done is what was asked for', answer.id);
      promise(`PAYMENT#${answer.paymentId}`, `REFUND#${answer.id}`, { amount, status: 'succeeded' });
    }
  };

  /** Its event is written in the same transaction. */
  const judgeSaying = ({ key, before, after }: Change, changes: Change[]) => {
    const was = before && !(isOrder(key) && isOpen(before)) ? Number(before.seq) : 0;
    const is = Number(after?.seq);
    if (!after || is === was || (isOrder(key) && isOpen(after))) return;
    const sk = `EVENT#${String(is).padStart(6, '0')}`;
    const isSaid = changes.some((one) => one.key.pk === key.pk && one.key.sk === sk);
    if (!isSaid) violate('16 what happens is said with it', `${key.pk}, ${sk}`);
  };

  /** What the provider said is known once its message is acknowledged. */
  const judgeHearing = (body: string) => {
    const { id, data } = JSON.parse(body) as { id: string; data: Fields };
    const payment = table.get({ pk: `PAYMENT#${data.paymentId}`, sk: 'PAYMENT' }) as Fields;
    if (!payment || table.get({ pk: `PARKED#${id}`, sk: 'PARKED' })) return;
    const isKnown: Record<string, () => boolean> = {
      'payment_intent.succeeded': () => payment.status === 'succeeded',
      'payment_intent.canceled': () => ['closed', 'succeeded'].includes(payment.status),
      'payment_intent.payment_failed': () =>
        payment.decline !== undefined || !['pending', 'open'].includes(payment.status),
      'charge.refunded': () => payment.refunded >= data.amount,
    };
    if (isKnown[data.kind]?.() === false)
      violate('19 a message is done when its effect is', `${data.kind}, ${payment.id} is ${payment.status}`);
  };

  return {
    changed: (changes) => {
      for (const change of changes) {
        const { key } = change;
        if (isOrder(key) || isPayment(key) || isAccount(key)) judgeSaying(change, changes);
      }
    },
    answered: (request, { status, body }) => {
      if (body?.code === 'internal') violate('no handler fails by itself', `${request.method} ${request.path}`);
      if (status < 300 && request.who) judgeAnswer(request, body);
    },
    handled: ({ name }: Queue, messages: Message[]) => {
      if (!name.includes('OnProviderEvent')) return;
      for (const { body } of messages) if (body.includes('"ProviderEvent"')) judgeHearing(body);
    },
    judge: () => {
      for (const { pk, sk, holds } of promised.values()) {
        const row = table.get({ pk, sk }) as Fields;
        const isKept = row && Object.entries(holds).every(([name, value]) => row[name] === value);
        if (!isKept) violate('7 what was promised is kept', `${pk} ${sk}: ${JSON.stringify(holds)}`);
      }
    },
  };
};
