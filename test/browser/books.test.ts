/** What stands beside the channel: the far sides' books, and ways to meddle with them. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath, launch, THE_PAGE } from './chromium.ts';
import { openVisit } from './visit.ts';

describe.skipIf(chromiumPath === undefined)(THE_PAGE, { timeout: 240_000 }, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
  });

  test('tells what Autotask holds when an answer was lost, a hand was there, a period was posted, and time went by', async () => {
    await using visit = await openVisit(browser);
    const { world } = visit.office;
    const { book } = world.autotask;
    world.issue('2026-09', world.lines.september);
    const kim = await visit.as('clerk');
    const { books } = kim;

    await kim.button('Lose the next answer').click();
    await books.getByText('The next write will happen, and its answer will be lost.').waitFor();
    await kim.say('/prism sync');
    await kim.confirms('Approve all 3', 'Approve all');
    await kim.reads(/(Success|Warning) · September 2026/);
    const premium = books.getByRole('region', { name: 'Microsoft 365 Business Premium' }).first();
    await books.getByText(/Contoso Ltd · \d services?/).click();
    // Written once, though nobody answered.
    await premium.getByRole('row', { name: /10 Sep 2026\s+30 Sep 2026\s+6\s/ }).waitFor();

    await premium.getByLabel('By hand from').fill('2026-10-05');
    await premium.getByLabel('seats').fill('2');
    await kim.button('Change', premium).click();
    await books.getByText('Changed by hand: +2 from 05 Oct 2026.').waitFor();
    await premium.getByRole('row', { name: /05 Oct 2026\s+31 Oct 2026\s+8\s/ }).waitFor();

    await kim.button('Post September 2026 of Contoso Ltd').click();
    await premium.getByRole('row', { name: /10 Sep 2026.*posted/ }).waitFor();
    await kim.button('Post October 2026 of Contoso Ltd').waitFor();

    await kim.button('Issue October 2026').click();
    await books.getByText('Mon, 02 Nov 2026, 12:00 in Sydney').waitFor();
    await kim.button('Move to the next check').click();
    await kim.reads(/Approval needed · October 2026/);
    // The hand's two seats are taken back from the day they began.
    await premium.getByRole('row', { name: /05 Oct 2026\s+31 Oct 2026\s+6\s/ }).waitFor();
    const { contoso } = world.contracts;
    expect(book.contractServices.where('contractID', [contoso.id]).length).toBe(2);
  });
});
