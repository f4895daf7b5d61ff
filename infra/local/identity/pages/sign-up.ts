import { page } from '../../page.ts';
import type { Visit } from '../interaction.ts';
import { POLICY } from '../passwords.ts';
import { field, links } from './field.ts';

type Typed = { email: string; alerts?: { email?: string; password?: string } };

export const signUpPage = (path: Visit['path'], { email, alerts = {} }: Typed) =>
  page(
    'Create an account',
    `<form method="post">
      ${field({
        name: 'email',
        label: 'E-mail',
        type: 'email',
        autocomplete: 'username',
        value: email,
        alert: alerts.email,
        focused: !email && !alerts.password,
      })}
      ${field({
        name: 'password',
        label: 'Password',
        type: 'password',
        autocomplete: 'new-password',
        hint: POLICY,
        alert: alerts.password,
        focused: email !== '' && !alerts.email,
      })}
      <button>Create an account</button>
    </form>
    ${links([path('sign-in'), 'Sign in instead'])}`,
  );
