/** More than any sign-in takes: authorize, page, resume, return. */
const HOPS = 10;

type Visit = {
  url: URL;
  /** Absent when the browser was sent back to the client: that address is read, never fetched. */
  page?: { status: number; headers: Headers; text: string };
};

/**
 * Does what a person does in a browser: follows `start` to the sign-in page, fills it in and is sent back.
 * Returns the address sent back to, or nothing when the page refused the password.
 */
export const signIn = async (
  start: URL,
  redirectUri: string,
  credentials: { email: string; password: string },
): Promise<URL | undefined> => {
  const visit = browser(redirectUri);
  const first = await visit(start);
  if (!first.page) return first.url;
  if (first.page.status !== 200) throw new Error(`The sign-in page answered ${first.page.status}`);
  const second = await visit(first.url, credentials);
  return second.page ? undefined : second.url;
};

/**
 * Follows redirects and keeps cookies (by name alone: it visits one site); a visit with a form posts it.
 * @param headers sent with every request, such as a browser's own `Origin`
 */
export const browser = (redirectUri: string, headers: Record<string, string> = {}) => {
  const cookies = new Map<string, string>();
  const home = new URL(redirectUri);

  return async (start: URL, form?: Record<string, string>): Promise<Visit> => {
    let url = start;
    let request: RequestInit = form ? { method: 'POST', body: new URLSearchParams(form) } : {};
    for (let hop = 0; hop < HOPS; hop += 1) {
      if (url.origin === home.origin && url.pathname === home.pathname) return { url };
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const response = await fetch(url, { ...request, redirect: 'manual', headers: { ...headers, cookie } });
      const text = await response.text();
      for (const header of response.headers.getSetCookie()) {
        const [, name = '', value = ''] = header.match(/^([^=]+)=([^;]*)/) ?? [];
        if (value) cookies.set(name, value);
        else cookies.delete(name);
      }
      const location = response.headers.get('location');
      if (!location) return { url, page: { status: response.status, headers: response.headers, text } };
      url = new URL(location, url);
      request = {};
    }
    throw new Error('The sign-in went round in circles');
  };
};
