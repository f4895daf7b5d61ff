/** `orders/workers/on-order-paid` -> `OrdersOnOrderPaid`: a door's id in the templates. */
export const idOf = (door: string): string => {
  const [capability = '', , name = ''] = door.split('/');
  return `${capability}-${name}`.replace(/(^|-)(\w)/g, (_, __, letter: string) => letter.toUpperCase());
};

/** Lists come from `cdk.json`, or from the command line as `a,b`. */
export const list = (value: string | string[]): string[] =>
  (typeof value === 'string' ? value.split(',') : value).filter(Boolean);
