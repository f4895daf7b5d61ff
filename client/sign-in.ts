/** More than any sign-in takes: authorize, page, resume, return. */
const HOPS = 10;

/**
 * Does what a person does in a browser: follows `start` to the sign-in page, fills it in and is sent back.
 * Returns the address sent back to, which is read and never fetched, or nothing when the page refused the password.
 */
export const signIn = async (
  start: URL,
  redirectUri: string,
  credentials: { email: string; password: string },
): Promise<URL | undefined> => {
  const visit = browser(redirectUri);
  const page = await visit(start);
  if (page.returned) return page.url;
  if (page.status !== 200) throw new Error(`The sign-in page answered ${page.status}`);
  const next = await visit(page.url, { method: 'POST', body: new URLSearchParams(credentials) });
  return next.returned ? next.url : undefined;
};

/** Keeps cookies by name alone: it visits one site. */
const browser = (redirectUri: string) => {
  const cookies = new Map<string, string>();
  const home = new URL(redirectUri);

  return async (start: URL, request: RequestInit = {}) => {
    let url = start;
    let init = request;
    for (let hop = 0; hop < HOPS; hop += 1) {
      if (url.origin === home.origin && url.pathname === home.pathname) return { returned: true, url, status: 0 };
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const response = await fetch(url, { ...init, redirect: 'manual', headers: { cookie } });
      await response.body?.cancel();
      for (const header of response.headers.getSetCookie()) {
        const [, name = '', value = ''] = header.match(/^([^=]+)=([^;]*)/) ?? [];
        if (value) cookies.set(name, value);
        else cookies.delete(name);
      }
      const location = response.headers.get('location');
      if (!location) return { returned: false, url, status: response.status };
      url = new URL(location, url);
      init = {};
    }
    throw new Error('The sign-in went round in circles');
  };
};
