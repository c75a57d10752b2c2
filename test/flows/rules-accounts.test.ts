/** Lines that are in nobody's plan: each has its account and its reason, and the invoice adds up (rules 3, 9). */
import { expect, test } from 'vitest';
import type { RunReport } from '../../src/plan/tally/reports.ts';
import { invoiceTieOut } from '../../src/plan/tally/run.ts';
import { saveMapping } from '../../src/store/mappings.ts';
import { WORKSPACE } from '../support/bot.ts';
import { afterSeptember, begin, customer, type Story, written } from '../support/story.ts';

const others = ({ facts }: RunReport) =>
  Object.fromEntries(facts.others.map(one => [one.label, [one.standing, one.reason]]));

test.each<[string, (story: Story) => Promise<unknown>, [string, string | null]]>([
  [
    'that starts with a later month',
    ({ world, bot }) =>
      saveMapping(bot.context.db, WORKSPACE, { ...world.mappings[2]!, startMonth: '2026-10' }),
    ['excluded', 'before-start'],
  ],
  [
    'whose sync is off',
    ({ world, bot }) => saveMapping(bot.context.db, WORKSPACE, { ...world.mappings[2]!, syncOn: false }),
    ['excluded', 'sync-off'],
  ],
  [
    'that is left out on purpose',
    ({ world, bot }) =>
      saveMapping(bot.context.db, WORKSPACE, { ...world.mappings[2]!, excludedBecause: 'billed by hand' }),
    ['excluded', 'excluded'],
  ],
  [
    'mapped to another PRISM agreement',
    ({ world, bot }) =>
      saveMapping(bot.context.db, WORKSPACE, {
        ...world.mappings[2]!,
        sourceAgreementId: '00000000-0000-4000-8000-000000000009',
        syncOn: false,
      }),
    ['excluded', 'sync-off'],
  ],
  [
    'mapped to no contract',
    ({ world, bot }) => saveMapping(bot.context.db, WORKSPACE, { ...world.mappings[2]!, agreementId: null }),
    ['unmapped', null],
  ],
])('a customer %s has its money in an account of its own', async (_, change, account) => {
  await using story = await begin({ approval: 'never' });
  await change(story);
  story.world.issue('2026-09', story.world.lines.september);
  const report = await story.bot.sync();
  expect(others(report)).toEqual({ 'Adventure Works': account, 'Tailspin Toys': ['unmapped', null] });
  expect(report.customers).toHaveLength(2);
  expect(invoiceTieOut(report, report.facts.invoices[0]!.id).balanced).toBe(true);
});

test('an invoice in another currency says so of every line, and nothing is written', async () => {
  await using story = await begin({ approval: 'never' });
  story.world.issue('2026-09', story.world.lines.september, { currency: 'USD' });
  const report = await story.bot.sync();
  expect(new Set(report.facts.others.map(one => one.reason))).toEqual(new Set(['currency']));
  expect(written(story)).toBe(0);
});

test('two tenants of one contract are one customer, their seats added up', async () => {
  await using story = await begin({ approval: 'never' });
  const { world, bot } = story;
  const { companyId, agreementId } = world.mappings[2]!;
  await saveMapping(bot.context.db, WORKSPACE, { ...world.mappings[0]!, companyId, agreementId });
  world.issue('2026-09', world.lines.september);
  const report = await bot.sync();
  const both = customer(report, 'Contoso Ltd');
  expect(both.tenants.map(({ name }) => name).sort()).toEqual(['Adventure Works', 'Contoso Ltd']);
  const line = both.lines.find(one => one.productName === 'Microsoft 365 Business Premium')!;
  expect(line.changes.map(({ effective, after }) => [effective, after])).toEqual([
    ['2026-09-01', 4],
    ['2026-09-10', 6],
    ['2026-09-15', 12],
  ]);
  expect(both.tie.balanced).toBe(true);
});

test.each<[string, Parameters<Story['world']['issue']>[2], boolean]>([
  ['of the month before, issued after its invoice', { issued: '2026-11-20' }, true],
  ['of the month before, issued before the newest invoice', { issued: '2026-10-20' }, false],
  ['that is void', { issued: '2026-11-20', status: 'Void' }, false],
])('a credit note %s is listed: %s', async (_, given, listed) => {
  await using story = await afterSeptember();
  const { world, bot } = story;
  world.clock.set('2026-11-24T01:00:00Z');
  world.issue('2026-10', world.lines.october, { issued: '2026-11-02' });
  world.issue('2026-09', [{ ...world.lines.september[0]!, quantity: '1', subTotal: '-40' }], {
    kind: 'Credit Note',
    number: 'CN-2',
    ...given,
  });
  const report = await bot.sync();
  expect(report.facts.heldInvoices.map(one => one.number)).toEqual(listed ? ['CN-2'] : []);
});
