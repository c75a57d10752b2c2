/**
 * Pictures of every message, window and state of the Home tab, made while a month is played: `npm run screenshots`, or
 * `npm run screenshots -- <folder>`.
 */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openPage } from '../sandbox/demo/open-page.ts';
import { openHouse } from '../sandbox/demo/stage.ts';
import { launch } from './chromium.ts';
import { connectBoth, mapCustomer, saveSettings } from './first-steps.ts';
import { Desk, PATIENCE_MS } from './visit.ts';

const out = (text: string): void => void process.stdout.write(`${text}\n`);

const folder = process.argv[2] ?? (await mkdtemp(path.join(tmpdir(), 'prism-bot-screenshots-')));
await using house = await openHouse({ connected: false });
const { world } = house.office;
await using page = await openPage(house.office, { onProblem: error => out(`! ${error}`) });
const browser = await launch();

let count = 0;
/** Once nobody has anything to do, and the page was told of it. */
async function shot(desk: Desk, name: string): Promise<void> {
  await house.office.work();
  await desk.page.waitForTimeout(500);
  await desk.page.mouse.move(0, 0);
  count += 1;
  const file = `${String(count).padStart(2, '0')}-${name}.png`;
  await desk.page.screenshot({ path: path.join(folder, file), animations: 'disabled', caret: 'hide' });
  out(file);
}

async function as(who: string, size = { width: 1000, height: 700 }): Promise<Desk> {
  const context = await browser.newContext({ viewport: size, reducedMotion: 'reduce' });
  context.setDefaultTimeout(PATIENCE_MS);
  const desk = new Desk(await context.newPage());
  await desk.page.goto(`${page.url}/#as=${who}`);
  await desk.box().waitFor();
  return desk;
}

async function home(desk: Desk, name: string): Promise<void> {
  await desk.button('Home').click();
  await desk.page.getByRole('region', { name: 'Home tab' }).locator('.blocks').waitFor();
  await shot(desk, `home-${name}`);
  await desk.button('# billing').click();
}

/** A command, and what it is answered with: a message or a window. */
async function ask(desk: Desk, line: string, name: string): Promise<void> {
  const articles = desk.page.getByRole('article');
  const before = await articles.count();
  await desk.say(line);
  await desk.modal.or(articles.nth(before)).first().waitFor();
  await shot(desk, name);
  if ((await desk.modal.count()) > 0) await leave(desk);
}

async function leave(desk: Desk): Promise<void> {
  await desk.button(/^Leave (this|all) windows?$/, desk.modal).click();
  await desk.isClosed();
}

const bo = await as('boss');
await home(bo, 'nothing-connected');
await ask(bo, '/prism help', 'help');
await bo.say('/prism connect');
await bo.reads('ConnectWise');
await shot(bo, 'connections-none');
await bo.button('Connect').first().click();
await bo.shows('Client Secret');
await bo.button('Save', bo.modal).click();
await bo.shows('Please complete this required field.');
await shot(bo, 'connect-prism-empty');
await leave(bo);
await connectBoth(bo, world);
await saveSettings(bo);
await bo.say('/prism settings');
await bo.shows('Approval policy');
await shot(bo, 'settings');
await bo.button('Preview products', bo.modal).click();
await bo.shows(/to create/);
await shot(bo, 'preview-products');
await bo.button('Sync products', bo.modal).click();
await bo.shows(/syncs products/);
await leave(bo);
await bo.reads(/products synced/);
await shot(bo, 'products-synced');
await bo.say('/prism connect');
await shot(bo, 'connections');

world.issue('2026-09', world.lines.september);
const kim = await as('clerk');
await kim.say('/prism map');
await kim.shows(/4 not mapped/);
await shot(kim, 'map-none');
await kim.beside('Contoso Ltd', 'Edit', kim.modal).click();
await kim.shows('Autotask company');
await kim.modal.getByRole('combobox', { name: /^Autotask company/ }).click();
await kim.modal.getByRole('option').first().waitFor();
await shot(kim, 'link-customer');
await kim.page.keyboard.press('Escape');
await kim.button('Cancel', kim.modal).click();
await kim.shows(/4 customers/);
for (const name of ['Contoso Ltd', 'Fabrikam Pty Ltd', 'Adventure Works']) await mapCustomer(kim, name);
await shot(kim, 'map');
await kim.button('Exclude…', kim.modal).first().click();
await kim.shows(/reason/i);
await shot(kim, 'exclude');
await leave(kim);
await ask(kim, '/prism preview contoso', 'preview-customer');

await kim.say('/prism sync');
await kim.reads(/Approval needed · September 2026 · 3 customers/);
await shot(kim, 'plan-proposed');
await home(kim, 'plans-wait');
await kim.beside('Contoso Ltd', 'Show changes', kim.channel).click();
await kim.shows('Microsoft 365 Business Premium');
await shot(kim, 'plan');
await kim.button('Reject…', kim.modal).click();
await kim.shows(/reason/i);
await shot(kim, 'reject');
await leave(kim);
await kim.button('Approve all 3').last().click();
await kim.page.getByRole('alertdialog').waitFor();
await shot(kim, 'confirm');
await kim.page.getByRole('alertdialog').getByRole('button', { name: 'Approve all' }).click();
await kim.reads(/(Success|Warning) · September 2026/);
await shot(kim, 'run-done');
await kim
  .button(/\d repl(y|ies)/)
  .last()
  .click();
await kim.page.getByRole('region', { name: 'Thread' }).getByText('Azure plan').waitFor();
await shot(kim, 'run-thread');
await kim.button('Close thread').click();
await ask(kim, '/prism status', 'status');
await ask(kim, '/prism history', 'history');
await ask(kim, '/prism run 4', 'run');
await ask(kim, '/prism held', 'held');
await home(kim, 'month-under-way');

const vic = await as('viewer');
await vic.say('/prism sync');
await vic.reads('Only visible to you');
await shot(vic, 'refused');

await kim.button('Books').click();
await kim.button('Issue October 2026').click();
await kim.button('Lock the API user').click();
await kim.button('Close books').click();
await kim.say('/prism sync');
await kim.reads('Failure');
await shot(kim, 'failure');
await kim.button('Books').click();
await kim.button('Unlock the API user').click();
await kim.button('Close books').click();
await kim.button('Retry failed').last().click();
await kim.reads(/Approval needed · October 2026/);
await shot(kim, 'tried-again');
await kim.confirms(/^Approve all \d$/, 'Approve all');
await kim.reads(/(Success|Warning) · October 2026/);
await kim.button('Books').click();
await kim.button('Move to the next check').click();
await kim.button('Close books').click();
await kim.reads(/Closing October 2026/);
await shot(kim, 'month-close');
const said = (await kim.channel.textContent()) ?? '';
const [, applied] = /Run (\d+), requested by @Kim Lee · tries again/.exec(said) ?? [];
await kim.say(`/prism undo ${applied}`);
await kim.reads(`Undo of run ${applied}`);
await shot(kim, 'undo');
await home(kim, 'october');
await ask(bo, '/prism people', 'people');
await ask(bo, '/prism audit', 'audit');

const wide = await as('clerk', { width: 1300, height: 760 });
await wide.books.getByText(/Contoso Ltd · \d services?/).click();
const premium = wide.books.getByRole('region', { name: 'Microsoft 365 Business Premium' });
await premium.first().scrollIntoViewIfNeeded();
await shot(wide, 'books');
await wide.books.getByText(/October 2026 · INV/).click();
await shot(wide, 'books-invoice');
const narrow = await as('clerk', { width: 400, height: 800 });
await narrow.reads(/Closing October 2026/);
await shot(narrow, 'narrow');
await home(narrow, 'narrow');

await browser.close();
out(
  `\n${count} pictures in ${folder}. Payloads that Slack would have refused: ${house.office.slack.findings.length}.`,
);
