import { escapeHtml, page } from '../../page.ts';
import { field, notice } from './field.ts';

type Shown = {
  email: string;
  secondFactor: 'off' | 'on' | { secret: string; uri: string };
  alert?: string;
  notice?: string;
};

const code = (alert: string | undefined): string =>
  field({ name: 'code', label: 'Code', type: 'text', autocomplete: 'one-time-code', alert, focused: true });

const off = () => `
    <p>A second factor is a code from an authenticator app, asked for beside your password.</p>
    <form method="post"><button name="action" value="begin">Set up a second factor</button></form>`;

const on = (alert: string | undefined) => `
    <p>A code from your authenticator app is asked for at every sign-in.</p>
    <form method="post">
      ${code(alert)}
      <button name="action" value="drop" class="other">Turn the second factor off</button>
    </form>`;

const enrolling = ({ secret, uri }: { secret: string; uri: string }, alert: string | undefined) => `
    <p>Add this secret to your authenticator app, then type the code that it shows.</p>
    <dl>
      <dt>Secret</dt><dd><code>${escapeHtml(secret.replaceAll(/(.{4})(?=.)/g, '$1 '))}</code></dd>
      <dt>The same as an address</dt><dd><code>${escapeHtml(uri)}</code></dd>
    </dl>
    <p><a href="${escapeHtml(uri)}">Open in an app</a></p>
    <form method="post">
      ${code(alert)}
      <button name="action" value="activate">Turn the second factor on</button>
    </form>`;

/** What a signed-in person can change about their account. */
export const accountPage = ({ email, secondFactor, alert, notice: said }: Shown) =>
  page(
    'Your account',
    `${notice(said)}
    <dl><dt>E-mail</dt><dd>${escapeHtml(email)}</dd><dt>Second factor</dt><dd>${secondFactor === 'on' ? 'On' : 'Off'}</dd></dl>
    ${secondFactor === 'off' ? off() : secondFactor === 'on' ? on(alert) : enrolling(secondFactor, alert)}`,
  );
