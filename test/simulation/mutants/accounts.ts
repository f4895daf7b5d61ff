import { type Mutant, mutant } from './mutant.ts';

const ACCOUNT = 'functions/accounts/account.ts';
const ERASING = 'functions/accounts/erasing.ts';
const EXPORTING = 'functions/accounts/exporting.ts';

/** Bugs of whoever looks after people. */
export const ACCOUNTS: Mutant[] = [
  mutant(
    'who was disabled goes on while their token lasts',
    ['leave'],
    ['shared/session.ts', 'if (enabled) return;', 'return;'],
  ),
  mutant(
    'who has left is made anew when the pool tells of them again',
    ['leave'],
    [ACCOUNT, "account.status === 'active' && account.email", 'account.email'],
  ),
  mutant(
    'who has left says something about themselves',
    ['leave'],
    [ACCOUNT, "if (status !== 'active')", 'if (false)'],
  ),
  mutant(
    'a user stays when the account goes',
    ['leave'],
    [ERASING, 'if (!before.removedAt) await removeUser(id);', ''],
  ),
  mutant('what comes by a token that is still good is kept', ['leave'], [ERASING, '!isSettled(account, now) || ', '']),
  mutant('copies stay when their owner goes', ['leave'], [ERASING, '  await removeExports(id, deadline);\n', '']),
  mutant(
    'a step that was under way brings back where an order went',
    ['leave'],
    ['functions/orders/order-table.ts', 'openPayment, erased };\n  const present', 'openPayment };\n  const present'],
  ),
  mutant(
    'a copy is said to be ready before it is there',
    ['join'],
    [EXPORTING, '    await together(items.map(({ name, item }) => putItem(before, name, item, deadline)));\n', ''],
  ),
  mutant(
    'the event is said after the account is closed (dual write)',
    ['leave'],
    [
      'functions/accounts/account-table.ts',
      '!(await transact([saved(before, after), closed(after, cause)], deadline))',
      '!(await transact([saved(before, after)], deadline)) && !(await transact([closed(after, cause)], deadline))',
    ],
  ),
];
