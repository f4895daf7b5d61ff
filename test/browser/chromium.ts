import { accessSync, constants, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const EXECUTABLE = process.env.CHROMIUM ?? '/usr/bin/chromium';

const HOW = `There is no Chromium at ${EXECUTABLE}, so nothing could be tried in a browser. To install it (Debian):

  apt-get update && apt-get install -y --no-install-recommends chromium

or say where another one is: CHROMIUM=/path/to/chrome npm run test:browser`;

/** Nothing that a page did not ask for goes over the network. */
const FLAGS = [
  '--headless',
  '--no-sandbox', // containers run as root
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };
export const DESKTOP = { viewport: { width: 1280, height: 800 } };

/** A browser; every page of it says what went wrong on it. @throws Error that tells how to install one */
export const openBrowser = async () => {
  try {
    accessSync(EXECUTABLE, constants.X_OK);
  } catch (cause) {
    throw new Error(HOW, { cause });
  }
  const browser = await chromium.launch({ executablePath: EXECUTABLE, args: FLAGS });
  const pictures = mkdtempSync(join(tmpdir(), 'backroom-pictures-'));

  return {
    /** Where pictures of the pages are. */
    pictures,
    picture: (page: Page, name: string) => page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true }),
    open: async (options: BrowserContextOptions = DESKTOP) => {
      const page = await (await browser.newContext(options)).newPage();
      page.setDefaultTimeout(20_000);
      const errors: string[] = [];
      page.on('pageerror', ({ message }) => errors.push(message));
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') errors.push(message.text());
      });
      page.on('requestfailed', (request) => errors.push(`${request.url()}: ${request.failure()?.errorText}`));
      return { page, errors, close: () => page.context().close() };
    },
    close: () => browser.close(),
  };
};
