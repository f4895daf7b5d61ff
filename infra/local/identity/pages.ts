import { escapeHtml, page } from '../page.ts';

/** The sign-in form. Posts to the address it was served from. */
export const signInPage = ({ email, alert }: { email: string; alert?: string }) =>
  page(
    'Sign in',
    `<form method="post">
      ${alert ? `<p role="alert" id="alert">${escapeHtml(alert)}</p>` : ''}
      <label for="email">E-mail</label>
      <input id="email" name="email" type="email" autocomplete="username" required${alert ? ' aria-describedby="alert"' : ' autofocus'} value="${escapeHtml(email)}">
      <label for="password">Password</label>
      <input id="password" name="password" type="password" autocomplete="current-password" required${alert ? ' aria-describedby="alert" autofocus' : ''}>
      <button>Sign in</button>
    </form>`,
  );
