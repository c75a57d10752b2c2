/** The page of `npm run demo` in a real browser: the whole product behind it, by what stands on the screen. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath, launch, NO_CHROMIUM } from './chromium.ts';
import { openVisit } from './visit.ts';

describe.skipIf(chromiumPath === undefined)(chromiumPath ? 'the page' : `the page (${NO_CHROMIUM})`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
  });

  test('a month: asked for, read, approved, written, and shown in the books beside it', async () => {
    await using visit = await openVisit(browser);
    const { world } = visit.office;
    world.issue('2026-09', world.lines.september);
    const kim = await visit.as('clerk');

    await kim.say('/prism sync');
    await kim.reads(/Approval needed/);
    expect(world.autotask.requests.writes).toEqual([]);
    await kim.beside('Contoso Ltd', 'Show changes', kim.channel).click();
    await kim.shows('Microsoft 365 Business Premium');
    await kim.button('Approve plan', kim.modal).click();
    await kim.shows(/Approved/);
    await kim.button('Close', kim.modal).click();
    await kim.isClosed();
    await kim.button('Approve all 2').click();
    await kim.reads(/(Success|Warning) · September 2026/);

    const books = kim.page.getByRole('complementary', { name: 'Books' });
    await books.getByText('Contoso Ltd · 1 service').click();
    await books.getByRole('row', { name: /10 Sep 2026.*6/ }).waitFor();
    expect(visit.office.slack.findings).toEqual([]);
  });
});
