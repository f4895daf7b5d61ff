import { type Books, plus } from './books.ts';
import type { Run } from './run.ts';
import type { Section } from './tables.ts';
import { COLUMNS, openLines } from './unit-lines.ts';

const ORDERS = 100;

/** What holding everything against everything costs: in an empty house, and with so many SKUs, each ordered and paid once. */
export const reconciliationUnits = async (
  books: Books,
  { progress, show }: Pick<Run, 'progress' | 'show'>,
): Promise<Section> => {
  const { shop, spentOn, spentOnWebhooks, spentOnConsequences } = books;
  const { rows, line } = openLines(progress);
  let id = '';
  const reconcile = async () => {
    const begun = await spentOn(async () => {
      id = await shop.reconcile();
    });
    return plus(begun, await spentOnConsequences());
  };
  line('reconciliation, nothing there', await reconcile());
  for (let n = 0; n < ORDERS; n++) {
    progress(`reconciliation: order ${n + 1}`);
    const key = `order-to-reconcile-${n}`;
    await shop.stock(`SKU-${n}`);
    await shop.order([`SKU-${n}`], { by: 'shopper', key });
    await shop.beginPayment(key);
    await books.confirm(shop.clientSecretOf(key));
    await spentOnWebhooks();
    await spentOnConsequences();
  }
  line(`reconciliation, ${ORDERS} SKUs, ${ORDERS} paid orders`, await reconcile());
  line('read a reconciliation', await spentOn(() => shop.readReconciliation(id)));
  line('list of discrepancies, none', await spentOn(() => shop.listDiscrepancies()));
  const { status, found, checked } = await shop.readReconciliation(id);
  if (status !== 'finished' || found !== 0 || checked.charges < ORDERS) {
    throw new Error(`the reconciliation is ${status}, found ${found}, and looked at ${JSON.stringify(checked)}`);
  }
  return show({
    title: 'Units of reconciliation',
    says:
      'From the request to its end: stretches, their event, relay and queue included. Every SKU has one counter, a receipt and\n' +
      'a sale; every order one payment that the provider has, too. Nothing is found.',
    columns: COLUMNS,
    rows,
  });
};
