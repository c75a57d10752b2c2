/** An office with its page, and people who use it in a real browser. */
import type { Browser, Locator, Page } from 'playwright-core';
import { openPage } from '../sandbox/demo/open-page.ts';
import { type Office, type Opening, openOffice, type Who } from '../support/office.ts';

export type Visit = AsyncDisposable & {
  office: Office;
  url: string;
  /** A window in which one sits as this person. */
  as(who: Who, size?: { width: number; height: number }): Promise<Desk>;
};

/** Real milliseconds that anything may take on a busy machine. */
export const PATIENCE_MS = 45_000;

export async function openVisit(browser: Browser, opening: Opening = {}): Promise<Visit> {
  const office = await openOffice(opening);
  const problems: unknown[] = [];
  const page = await openPage(office, { onProblem: error => void problems.push(error) });
  const desks: Desk[] = [];
  return {
    office,
    url: page.url,
    as: async (who, size = { width: 1280, height: 900 }) => {
      const context = await browser.newContext({ viewport: size, reducedMotion: 'reduce' });
      context.setDefaultTimeout(PATIENCE_MS);
      const desk = new Desk(await context.newPage());
      desks.push(desk);
      await desk.page.goto(`${page.url}/#as=${who}`);
      await desk.box().waitFor();
      return desk;
    },
    [Symbol.asyncDispose]: async () => {
      for (const desk of desks) await desk.page.context().close();
      await page[Symbol.asyncDispose]();
      await office[Symbol.asyncDispose]();
      const all = [...problems, ...desks.flatMap(desk => desk.problems)];
      if (all.length > 0) throw new AggregateError(all, `behind the page: ${all.join('; ')}`);
    },
  };
}

export class Desk {
  readonly page: Page;
  /** Errors of the page’s own script. */
  readonly problems: Error[] = [];

  constructor(page: Page) {
    this.page = page;
    page.on('pageerror', error => void this.problems.push(error));
  }

  box(): Locator {
    return this.page.getByRole('textbox', { name: /^Message to/ });
  }

  async say(line: string): Promise<void> {
    await this.box().fill(line);
    await this.box().press('Enter');
  }

  get modal(): Locator {
    return this.page.getByRole('dialog');
  }

  /** The window, once it shows this. */
  async shows(text: string | RegExp): Promise<void> {
    await this.modal.getByText(text).first().waitFor();
  }

  async isClosed(): Promise<void> {
    await this.modal.waitFor({ state: 'detached' });
  }

  get channel(): Locator {
    return this.page.getByRole('log').first();
  }

  /** The newest of the channel that has it. */
  async reads(text: string | RegExp): Promise<void> {
    await this.channel.getByText(text).last().waitFor();
  }

  /** The button beside a text, in the block that has both. */
  beside(text: string | RegExp, name: string, within: Locator = this.page.locator('body')): Locator {
    return within.locator('.block').filter({ hasText: text }).getByRole('button', { name, exact: true });
  }

  get books(): Locator {
    return this.page.getByRole('complementary', { name: 'Books' });
  }

  /** Presses what asks first, and agrees. */
  async confirms(name: string | RegExp, yes: string): Promise<void> {
    await this.button(name, this.channel).last().click();
    await this.page.getByRole('alertdialog').getByRole('button', { name: yes, exact: true }).click();
  }

  button(name: string | RegExp, within: Locator | Page = this.page): Locator {
    return within.getByRole('button', { name, exact: true });
  }

  /** Chooses in a select that is searched. */
  async choose(field: string, choice: string, typed = choice): Promise<void> {
    const called = new RegExp(`^${field}( \\(optional\\))?$`);
    const select = this.modal.getByRole('combobox', { name: called });
    await select.click();
    await select.fill(typed);
    await this.modal.getByRole('option', { name: choice }).first().click();
  }
}
