import { escapeHtml } from '../../page.ts';

type Field = {
  name: string;
  label: string;
  type: 'email' | 'password' | 'text';
  autocomplete: string;
  value?: string;
  /** What helps to fill it in. */
  hint?: string;
  /** What is wrong with what was typed. */
  alert?: string;
  /** The id of what else is to be read aloud with it. */
  describedBy?: string;
  focused?: boolean;
};

/** A labelled input with its hint and, right above it, what is wrong with it. */
export const field = ({
  name,
  label,
  type,
  autocomplete,
  value = '',
  hint,
  alert,
  describedBy,
  focused = false,
}: Field): string => {
  const described = [describedBy, alert && `${name}-alert`, hint && `${name}-hint`].filter(Boolean).join(' ');
  const attributes = [
    `id="${name}" name="${name}" type="${type}" autocomplete="${autocomplete}" required`,
    autocomplete === 'one-time-code' && 'inputmode="numeric" maxlength="11" class="code"',
    type === 'password' && 'maxlength="256"',
    alert && 'aria-invalid="true"',
    described && `aria-describedby="${described}"`,
    (focused || alert) && 'autofocus',
    value && `value="${escapeHtml(value)}"`,
  ];
  return `<label for="${name}">${label}</label>
      ${hint ? `<p class="hint" id="${name}-hint">${escapeHtml(hint)}</p>` : ''}
      ${alert ? `<p role="alert" id="${name}-alert">${escapeHtml(alert)}</p>` : ''}
      <input ${attributes.filter(Boolean).join(' ')}>`;
};

/** Ways to another page, below a form. */
export const links = (...ways: [href: string, text: string][]): string =>
  `<nav>${ways.map(([href, text]) => `<a href="${escapeHtml(href)}">${text}</a>`).join('')}</nav>`;

/** A sentence that is read aloud when the page opens. */
export const notice = (text: string | undefined): string => (text ? `<p role="status">${escapeHtml(text)}</p>` : '');
