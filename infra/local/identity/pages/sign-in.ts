import { escapeHtml, page } from '../../page.ts';
import type { Visit } from '../interaction.ts';
import { field, links, notice } from './field.ts';

const CHANGED = 'Your password is changed, and you are signed out everywhere. Sign in with the new one.';

/** The sign-in form. `alert` is about both fields: which of them is wrong is told to nobody. */
export const signInPage = (
  path: Visit['path'],
  { email, alert, changed }: { email: string; alert?: string; changed?: boolean },
) =>
  page(
    'Sign in',
    `<form method="post" action="${path('sign-in')}">
      ${alert ? `<p role="alert" id="alert">${escapeHtml(alert)}</p>` : ''}
      ${notice(changed ? CHANGED : undefined)}
      ${field({ name: 'email', label: 'E-mail', type: 'email', autocomplete: 'username', value: email, focused: !email })}
      ${field({
        name: 'password',
        label: 'Password',
        type: 'password',
        autocomplete: 'current-password',
        describedBy: alert && 'alert',
        focused: email !== '',
      })}
      <button>Sign in</button>
    </form>
    ${links([path('forgotten-password'), 'Forgotten your password?'], [path('sign-up'), 'Create an account'])}`,
  );
