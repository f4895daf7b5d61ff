import { escapeHtml, page } from '../../page.ts';
import type { Visit } from '../interaction.ts';
import { POLICY } from '../passwords.ts';
import { field, links } from './field.ts';

/** Where somebody asks for a code. */
export const forgottenPasswordPage = (path: Visit['path'], { email, alert }: { email: string; alert?: string }) =>
  page(
    'Forgotten your password?',
    `<form method="post">
      ${field({
        name: 'email',
        label: 'E-mail',
        type: 'email',
        autocomplete: 'username',
        value: email,
        hint: 'We send you a code, and you choose a new password with it.',
        alert,
        focused: true,
      })}
      <button>Send the code</button>
    </form>
    ${links([path('sign-in'), 'Back to sign-in'])}`,
  );

type Typed = { email: string; code?: string; alerts?: { code?: string; password?: string } };

/** Where the code is redeemed. It says the same whether there is an account or not. */
export const newPasswordPage = (path: Visit['path'], { email, code = '', alerts = {} }: Typed) =>
  page(
    'Choose a new password',
    `<p>If <b>${escapeHtml(email)}</b> has an account, a code is on its way there.</p>
    <form method="post">
      ${field({
        name: 'code',
        label: 'Code',
        type: 'text',
        autocomplete: 'one-time-code',
        value: code,
        alert: alerts.code,
        focused: !alerts.password,
      })}
      ${field({
        name: 'password',
        label: 'New password',
        type: 'password',
        autocomplete: 'new-password',
        hint: POLICY,
        alert: alerts.password,
      })}
      <button>Change the password</button>
    </form>
    ${links([path('forgotten-password'), 'Send another code'], [path('sign-in'), 'Back to sign-in'])}`,
  );
