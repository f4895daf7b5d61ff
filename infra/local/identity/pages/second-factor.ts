import { page } from '../../page.ts';
import { field } from './field.ts';

export const secondFactorPage = (alert?: string) =>
  page(
    'One more step',
    `<form method="post">
      ${field({
        name: 'code',
        label: 'Code',
        type: 'text',
        autocomplete: 'one-time-code',
        hint: 'The six digits that your authenticator app shows now.',
        alert,
        focused: true,
      })}
      <button>Sign in</button>
    </form>`,
  );
