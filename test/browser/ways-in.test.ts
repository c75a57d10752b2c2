/** The page for those who have no mouse, and for those who have little room. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { saveMapping } from '../../src/store/mappings.ts';
import { chromiumPath, launch, THE_PAGE } from './chromium.ts';
import { type Desk, openVisit } from './visit.ts';

describe.skipIf(chromiumPath === undefined)(THE_PAGE, { timeout: 240_000 }, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
  });

  test('is worked with the keyboard alone', async () => {
    await using visit = await openVisit(browser, { mapped: false });
    const { world, context, workspaceId } = visit.office;
    const [, ...others] = world.mappings;
    for (const one of others) await saveMapping(context.db, workspaceId, one);
    world.issue('2026-09', world.lines.september);
    const kim = await visit.as('clerk');
    const { keyboard } = kim.page;

    await tabTo(kim, 'Message to #billing');
    await keyboard.type('/prism map');
    await keyboard.press('Enter');
    await kim.shows(/2 not mapped/);
    expect(await focused(kim)).toBe('Filter (optional)');
    await keyboard.type('contoso');
    await keyboard.press('Enter');
    await kim.beside('Fabrikam Pty Ltd', 'Edit', kim.modal).waitFor({ state: 'detached' });
    await tabTo(kim, 'Edit');
    await keyboard.press('Enter');
    await kim.shows('Autotask company');
    await tabTo(kim, 'Autotask company (optional)');
    await keyboard.type('cont');
    await kim.modal.getByRole('option', { name: 'Contoso Ltd' }).waitFor();
    await keyboard.press('Enter');
    await kim.button('Use this company', kim.modal).waitFor({ state: 'detached' });
    await tabTo(kim, 'Contract (optional)');
    await keyboard.press('ArrowDown');
    await kim.modal.getByRole('option', { name: /cloud services/ }).waitFor();
    // Of the list alone: the window stays.
    await keyboard.press('Escape');
    expect(await kim.modal.count()).toBe(1);
    await keyboard.press('ArrowDown');
    await kim.modal.getByRole('option', { name: /cloud services/ }).waitFor();
    await keyboard.press('Enter');
    await tabTo(kim, 'Save');
    await keyboard.press('Enter');
    await kim.shows(/is billed on the contract/);
    await keyboard.press('Escape');
    await kim.shows(/customers/);
    await keyboard.press('Escape');
    await kim.isClosed();
    // Back to where it was before the first window.
    await expect.poll(() => focused(kim)).toBe('Message to #billing');

    await keyboard.type('/prism sync');
    await keyboard.press('Enter');
    await kim.reads(/Approval needed/);
    await tabTo(kim, 'Approve all 3', { back: true });
    await keyboard.press('Enter');
    await kim.page.getByRole('alertdialog').waitFor();
    await keyboard.press('Escape');
    await kim.page.getByRole('alertdialog').waitFor({ state: 'detached' });
    expect(world.autotask.requests.writesOf('ContractServiceAdjustments')).toEqual([]);
    await expect.poll(() => focused(kim)).toBe('Approve all 3');
    await keyboard.press('Enter');
    await kim.page.getByRole('alertdialog').waitFor();
    await tabTo(kim, 'Approve all');
    await keyboard.press('Enter');
    await kim.reads(/(Success|Warning) · September 2026/);
    expect(world.autotask.requests.writesOf('ContractServiceAdjustments').length).toBeGreaterThan(0);
  });

  test('fits a window of 400 pixels', async () => {
    await using visit = await openVisit(browser);
    const { world } = visit.office;
    world.issue('2026-09', world.lines.september);
    const kim = await visit.as('clerk', { width: 400, height: 800 });
    const fits = async (): Promise<void> => {
      const widest = await kim.page.evaluate(() =>
        Math.max(
          document.documentElement.scrollWidth,
          ...[...document.querySelectorAll('dialog, .messages, .home, .books .inside')].map(one =>
            one.scrollWidth > one.clientWidth ? one.scrollWidth : 0,
          ),
        ),
      );
      expect(widest).toBeLessThanOrEqual(400);
    };
    await kim.say('/prism sync');
    await kim.reads(/Approval needed/);
    await fits();
    await kim.beside('Contoso Ltd', 'Show changes', kim.channel).click();
    await kim.shows('Microsoft 365 Business Premium');
    await fits();
    await kim.button('Close', kim.modal).click();
    await kim.isClosed();
    await kim.confirms('Approve all 3', 'Approve all');
    await kim.reads(/(Success|Warning) · September 2026/);
    await kim
      .button(/\d repl(y|ies)/)
      .last()
      .click();
    await kim.page.getByRole('region', { name: 'Thread' }).waitFor();
    await fits();
    await kim.button('Close thread').click();
    await kim.button('Books').click();
    await kim.books.getByText(/Contoso Ltd · \d services?/).click();
    await fits();
    await kim.button('Close books').click();
    await kim.button('Home').click();
    await kim.page
      .getByRole('region', { name: 'Home tab' })
      .getByText('Customers', { exact: true })
      .waitFor();
    await fits();
    expect(visit.office.slack.findings).toEqual([]);
  });
});

/** What a screen reader would call what has the focus. */
const focused = (desk: Desk): Promise<string> =>
  desk.page.evaluate(() => {
    const at = document.activeElement as HTMLInputElement | null;
    return (at?.getAttribute('aria-label') ?? at?.labels?.[0]?.textContent ?? at?.textContent ?? '').trim();
  });

/** Presses Tab until what is called so has the focus. */
async function tabTo(desk: Desk, name: string | RegExp, { back = false } = {}): Promise<void> {
  const passed: string[] = [];
  for (let presses = 0; presses < 80; presses++) {
    const now = await focused(desk);
    if (typeof name === 'string' ? now === name : name.test(now)) return;
    passed.push(now.slice(0, 30));
    await desk.page.keyboard.press(back ? 'Shift+Tab' : 'Tab');
  }
  throw new Error(`“${name}” is not reached by Tab, only: ${[...new Set(passed)].join(' | ')}`);
}
