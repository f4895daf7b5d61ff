import { escapeHtml, page } from '../../page.ts';
import type { Visit } from '../interaction.ts';
import { field, links, notice } from './field.ts';

type Shown = { email: string; alert?: string; notice?: string };

export const verificationPage = (path: Visit['path'], shown: Shown) =>
  page(
    'Check your e-mail',
    `<p>We have written to <b>${escapeHtml(shown.email)}</b>. Type the six-digit code in that mail.</p>
    ${notice(shown.notice)}
    <form method="post">
      ${field({ name: 'code', label: 'Code', type: 'text', autocomplete: 'one-time-code', alert: shown.alert, focused: true })}
      <button>Verify and sign in</button>
      <button name="action" value="resend" class="other" formnovalidate>Send another code</button>
    </form>
    ${links([path('sign-up'), 'Use another address'], [path('sign-in'), 'Sign in instead'])}`,
  );
