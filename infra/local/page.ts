import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';

const STYLE = `
:root { color-scheme: light dark; --ink: light-dark(#1d2433, #eef1f6); --quiet: light-dark(#566074, #a5aec0);
  --paper: light-dark(#fff, #1b202b); --ground: light-dark(#f2f4f8, #10141c); --line: light-dark(#8791a5, #6a7489);
  --accent: light-dark(#2348c7, #93abff); --on-accent: light-dark(#fff, #10141c); --wrong: light-dark(#a4161a, #ff9d97); }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1rem;
  background: var(--ground); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
main { width: min(24rem, 100%); padding: 2rem; background: var(--paper); border-radius: 1rem;
  box-shadow: 0 1px 2px #0002, 0 12px 40px #0002; }
h1 { margin: 0 0 1.5rem; font-size: 1.5rem; line-height: 1.2; }
p { margin: 0 0 1rem; }
label { display: block; margin: 0 0 .25rem; font-weight: 600; }
input, select { width: 100%; min-height: 2.75rem; margin: 0 0 1rem; padding: .6rem .75rem; font: inherit; color: inherit; background: transparent;
  border: 1px solid var(--line); border-radius: .5rem; }
button { width: 100%; min-height: 2.75rem; margin-top: .5rem; padding: .7rem; font: inherit; font-weight: 600; cursor: pointer;
  color: var(--on-accent); background: var(--accent); border: 0; border-radius: .5rem; }
select { background: var(--paper); }
button.other { color: var(--ink); background: transparent; border: 1px solid var(--line); }
.amount { margin: -1rem 0 1.5rem; font-size: 2rem; font-weight: 700; line-height: 1.2; font-variant-numeric: tabular-nums; }
dl { margin: 0 0 1.5rem; font-size: .875rem; }
form + .quiet { margin-top: 1rem; font-size: .875rem; }
dt { color: var(--quiet); }
dd { margin: 0 0 .5rem; overflow-wrap: anywhere; }
nav { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1.5rem; margin: 1rem 0 -.7rem; }
.hint { margin: 0 0 .375rem; color: var(--quiet); font-size: .875rem; }
label ~ [role=alert] { margin: 0 0 .375rem; font-size: .875rem; }
[aria-invalid=true] { border-color: var(--wrong); box-shadow: inset 0 0 0 1px var(--wrong); }
[role=status] { padding: .75rem 1rem; border: 1px solid var(--line); border-left: 4px solid var(--accent); border-radius: .5rem; }
.code { font-size: 1.5rem; font-weight: 600; letter-spacing: .3em; text-align: center; font-variant-numeric: tabular-nums; }
code { font: .875rem/1.5 ui-monospace, monospace; }
a { display: inline-block; padding: .7rem 0; color: var(--accent); font-weight: 600; }
p:last-child { margin-bottom: 0; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
[role=alert] { color: var(--wrong); font-weight: 600; }
.quiet { margin: 0; color: var(--quiet); }
`;
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/** A page that says one thing. */
export const messagePage = (title: string, message: string) =>
  page(title, `<p class="quiet">${escapeHtml(message)}</p>`);

/**
 * Sends a page that nobody may keep, frame or add scripts to. Browsers hold a form's redirects to `form-action` too, so
 * the origin that a finished sign-in returns to is named.
 */
export const sendPage = (response: ServerResponse, status: number, html: string, returnTo?: string) => {
  response.writeHead(status, { ...pageHeaders(returnTo), 'content-type': 'text/html; charset=utf-8' }).end(html);
};

/** Headers of every page, also of those that others send. */
export const pageHeaders = (returnTo?: string) => ({
  'content-security-policy': [
    `default-src 'none'`,
    `style-src 'sha256-${STYLE_HASH}'`,
    `form-action 'self'${returnTo ? ` ${new URL(returnTo).origin}` : ''}`,
    `frame-ancestors 'none'`,
    `base-uri 'none'`,
  ].join('; '),
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
});

/** A whole page around some HTML. */
export const page = (title: string, content: string) => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${escapeHtml(title)} · Backroom</title>
    <style>${STYLE}</style>
  </head>
  <body>
    <main>
      <h1>${escapeHtml(title)}</h1>
      ${content}
    </main>
  </body>
</html>
`;

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text that is only text in HTML, also inside of quotes. */
export const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
