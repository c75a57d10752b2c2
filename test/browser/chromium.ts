/** The system's own Chromium: nothing is downloaded. `CHROMIUM_PATH` names another. */
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** undefined: this machine has none. */
export const chromiumPath: string | undefined = [process.env.CHROMIUM_PATH ?? PLACES]
  .flat()
  .find(place => existsSync(place));

const SKIPPED = 'SKIPPED, there is no Chromium here: install Debian’s chromium, or set CHROMIUM_PATH';
// Names of tests that are left out are not shown.
if (!chromiumPath) process.stderr.write(`Tests of the page: ${SKIPPED}\n`);

/** What its tests are called. */
export const THE_PAGE = chromiumPath ? 'the page' : `the page (${SKIPPED})`;

/** With an empty profile of its own, and no word to anybody outside. */
export const launch = (): Promise<Browser> =>
  chromium.launch({
    ...(chromiumPath === undefined ? {} : { executablePath: chromiumPath }),
    chromiumSandbox: false,
    args: [
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
