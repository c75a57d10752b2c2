/** The page of `npm run demo` in a real browser: the whole product behind it, by what stands on the screen. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath, launch, THE_PAGE } from './chromium.ts';
import { connectBoth, mapCustomer, saveSettings } from './first-steps.ts';
import { openVisit } from './visit.ts';

const NOTHING_DONE = { connected: false, mapped: false, settings: { channelId: null } };

describe.skipIf(chromiumPath === undefined)(THE_PAGE, { timeout: 240_000 }, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
  });

  test('the whole story: connected, mapped, synced, approved, failed, tried again, taken back', async () => {
    await using visit = await openVisit(browser, NOTHING_DONE);
    const { world, slack } = visit.office;
    const { writes } = world.autotask.requests;
    world.issue('2026-09', world.lines.september);
    const bo = await visit.as('boss');
    await connectBoth(bo, world);
    await saveSettings(bo);

    const kim = await visit.as('clerk');
    await kim.say('/prism map');
    await kim.shows(/4 not mapped/);
    for (const name of ['Contoso Ltd', 'Fabrikam Pty Ltd', 'Adventure Works']) await mapCustomer(kim, name);
    await kim.page.keyboard.press('Escape');
    await kim.isClosed();

    await kim.say('/prism sync');
    await kim.reads(/Approval needed · September 2026 · 3 customers/);
    expect(writes.filter(({ entity }) => entity === 'ContractServiceAdjustments')).toEqual([]);
    // What Kim asked for moves on Bo's screen by itself.
    await bo.beside('Contoso Ltd', 'Show changes', bo.channel).click();
    await bo.shows('Microsoft 365 Business Premium');
    await bo.button('Approve plan', bo.modal).click();
    await bo.shows(/Approved by/);
    await bo.button('Close', bo.modal).click();
    await bo.isClosed();
    await bo.confirms('Approve all 2', 'Approve all');
    await kim.reads(/(Success|Warning) · September 2026/);

    const books = kim.books;
    await books.getByText(/Contoso Ltd · \d services?/).click();
    const premium = books.getByRole('region', { name: 'Microsoft 365 Business Premium' });
    await premium.getByRole('row', { name: /10 Sep 2026\s+30 Sep 2026\s+6/ }).waitFor();

    await kim.button('Issue October 2026').click();
    await kim.button('Lock the API user').click();
    await books.getByText('The API user is locked: Autotask answers 401.').waitFor();
    await kim.say('/prism sync');
    await kim.reads(/Failure/);
    await kim.button('Unlock the API user').click();
    await books.getByText('The API user is unlocked.').waitFor();
    await kim.button('Retry failed').last().click();
    await kim.reads(/Approval needed · October 2026/);
    await kim.confirms(/^Approve all \d$/, 'Approve all');
    await kim.reads(/(Success|Warning) · October 2026/);

    const before = writes.length;
    const undone = /Run (\d+), requested by @Kim Lee · tries again/.exec(
      (await kim.channel.textContent()) ?? '',
    )?.[1];
    await kim.say(`/prism undo ${undone}`);
    await kim.reads(`Undo of run ${undone}`);
    expect(writes.length).toBe(before);
    await kim.confirms(/^Approve (all \d|plan)$/, 'Approve all');
    await kim.reads(/· taken back by run/);
    expect(writes.length).toBeGreaterThan(before);
    expect(slack.findings).toEqual([]);
  });

  test('a viewer looks and may not act; another window is another person', async () => {
    await using visit = await openVisit(browser);
    const { world } = visit.office;
    world.issue('2026-09', world.lines.september);
    const vic = await visit.as('viewer');
    await vic.say('/prism sync');
    await vic.reads(/Only visible to you/);
    await vic.page
      .getByRole('article')
      .filter({ hasText: 'Only visible to you' })
      .getByText(/operator/)
      .waitFor();
    const kim = await visit.as('clerk');
    await kim.say('/prism sync');
    await vic.reads(/Approval needed/);
    expect(await kim.page.getByText('Only visible to you').count()).toBe(1);
    await vic.confirms(/^Approve all \d$/, 'Approve all');
    await vic.page
      .getByText(/operator/)
      .nth(1)
      .waitFor();
    expect(world.autotask.requests.writes).toEqual([]);

    await vic.page.getByLabel('You are').selectOption({ label: 'Bo Ellis (admin)' });
    await vic.page.getByRole('button', { name: 'Home', exact: true }).click();
    await vic.page
      .getByRole('region', { name: 'Home tab' })
      .getByText('3 plans wait for approval', { exact: true })
      .waitFor();
  });

  test('names from outside are text, whatever they look like', async () => {
    await using visit = await openVisit(browser);
    const { world } = visit.office;
    const name = '<!channel> *Tailspin* & <b>Toys</b>';
    world.tenants.tailspin.customerName = name;
    const lines = world.lines.september.map(line =>
      line.customerName === 'Tailspin Toys' ? { ...line, customerName: name } : line,
    );
    world.issue('2026-09', lines);
    const kim = await visit.as('clerk');
    await kim.say('/prism sync');
    await kim.reads(/Customers not mapped/);
    await kim.reads(name);
    expect(await kim.page.locator('.mention').allTextContents()).not.toContain('@channel');
  });

  test('the app is gone: it is said where one clicked, and the page stays', async () => {
    await using visit = await openVisit(browser);
    const kim = await visit.as('clerk');
    await kim.say('/prism status');
    const history = kim.button('History', kim.channel).first();
    await history.waitFor();
    await visit.office.app.stop();
    await history.click();
    await kim.page
      .getByRole('alert')
      .getByText(/the app did not respond/)
      .waitFor();
    await kim.say('/prism status');
    await kim.page
      .getByRole('alert')
      .getByText(/dispatch_failed|did not respond/)
      .last()
      .waitFor();
  });
});
