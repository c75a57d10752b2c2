/** The evidence of a run: every line of its invoices once, from where it stands to who approved it, to the cent. */
import { readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { text } from 'node:stream/consumers';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { roundTo, sum } from '../../src/plan/numbers/decimal.ts';
import type { RunReport } from '../../src/plan/tally/reports.ts';
import { invoiceTieOut } from '../../src/plan/tally/run.ts';
import { standingWord } from '../../src/plan/tally/words.ts';
import { saveMapping } from '../../src/store/mappings.ts';
import { decideOnLine, decideOnPlan } from '../../src/sync/decide.ts';
import { makeEvidence } from '../../src/sync/evidence/make-evidence.ts';
import { table } from '../../src/sync/evidence/table.ts';
import { tell } from '../../src/sync/report.ts';
import { BOSS, CLERK, WORKSPACE } from '../support/bot.ts';
import { afterSeptember, begin, customer, type Story } from '../support/story.ts';

const ADJUST = 'create ContractServiceAdjustments';
const PREMIUM = 'Microsoft 365 Business Premium';

type Row = Record<string, string>;
type Exported = { rows: Row[]; csv: string; json: Document };
type Document = {
  run: { number: number; result: string };
  message: unknown;
  audit: { entries: number; hash: string };
  sections: {
    plan: { decidedBy: string | null } | null;
    changes: { key: string; state: string }[];
    lines: { key: string; cost: string; stands: { standing: string }; changes: string[] }[];
  }[];
  tieOut: { invoiceId: string; tie: RunReport['customers'][number]['tie'] }[];
};

const told = {
  channelId: 'C-billing',
  ts: '1.2',
  permalink: 'https://acme.slack.com/archives/C-billing/p12',
};

async function exported({ bot }: Story, run: number): Promise<Exported> {
  await using evidence = await makeEvidence(bot.context, { workspaceId: WORKSPACE, run, by: BOSS, told });
  const [csv, json] = await Promise.all(evidence.files.map(({ path }) => readFile(path, 'utf8')));
  const rows = parse(csv!, { bom: true, columns: true }) as Row[];
  expect(rows.filter(row => row['Line key'] !== '')).toHaveLength(evidence.lines);
  return { rows, csv: csv!, json: JSON.parse(json!) as Document };
}

/** The rows of an invoice come to what the run says of it, line by line and cent by cent, in both files. */
async function tiesOut(story: Story, run: number): Promise<Exported> {
  const all = await exported(story, run);
  const report = await tell(story.bot.context, WORKSPACE, run);
  const ties = all.json.tieOut;
  expect(ties.map(({ invoiceId }) => invoiceId)).toEqual(report.facts.invoices.map(({ id }) => id));
  for (const { id, number } of report.facts.invoices) {
    const tie = invoiceTieOut(report, id);
    expect(tie.balanced).toBe(true);
    expect(ties.find(({ invoiceId }) => invoiceId === id)?.tie).toEqual(tie);
    const mine = all.rows.filter(row => row.Invoice === number && row['Line key'] !== '');
    const keys = mine.map(row => row['Line key']);
    expect(new Set(keys).size).toBe(keys.length);
    expect(mine).toHaveLength(tie.lines);
    expect(roundTo(sum(mine.map(row => row.Cost!)), 2)).toBe(tie.total);
    for (const { standing, lines, cost, price } of tie.accounts) {
      const account = mine.filter(row => row['Stands as'] === standingWord(standing));
      expect([standing, account.length, roundTo(sum(account.map(row => row.Cost!)), 2)]).toEqual([
        standing,
        lines,
        cost,
      ]);
      expect(roundTo(sum(account.map(row => row.Retail || '0')), 2)).toBe(price);
    }
  }
  const inJson = all.json.sections.flatMap(({ lines }) => lines.map(({ key, cost }) => [key, cost]));
  expect(inJson.sort()).toEqual(
    all.rows
      .filter(row => row['Line key'] !== '')
      .map(row => [row['Line key'], row.Cost])
      .sort(),
  );
  return all;
}

const of = ({ rows }: Exported, name: string): Row[] => rows.filter(row => row['PRISM customer'] === name);
const lineOf = (all: Exported, name: string, offer: string): Row =>
  of(all, name).find(row => row.Offer === offer)!;

test('every run of two months ties out, and each line says how it came to stand where it stands', async () => {
  await using story = await begin();
  const { world, bot } = story;
  world.issue('2026-09', world.lines.september);
  const waiting = await bot.sync();
  const asked = await tiesOut(story, waiting.run);
  expect(lineOf(asked, 'Contoso Ltd', 'Microsoft 365 Business Premium')).toMatchObject({
    'Stands as': 'to write',
    Why: 'The plan waits for approval.',
    'Change stands as': 'not begun\nnot begun\nnot begun',
    'Decided by': '',
  });
  await bot.approve(waiting);
  const september = await tiesOut(story, waiting.run);
  world.clock.set('2026-11-03T01:00:00Z');
  world.issue('2026-10', world.lines.october);
  const october = await bot.approve(await bot.sync());
  const again = await bot.sync();
  const byTimetable = await bot.sync({ by: null });
  for (const { run } of [october, again, byTimetable]) await tiesOut(story, run);

  expect(
    of(september, 'Contoso Ltd').map(row => [row.Offer, row.From, row.Cost, row['Stands as'], row.Why]),
  ).toEqual([
    [
      'Microsoft 365 Business Premium',
      '2026-09-01',
      '24',
      'written',
      'Written, and read back as it was to be.',
    ],
    [
      'Microsoft 365 Business Premium',
      '2026-09-10',
      '84',
      'written',
      'Written, and read back as it was to be.',
    ],
    ['Azure plan', '2026-09-01', '212.37', 'written', 'Written, and read back as it was to be.'],
    [
      'Microsoft 365 Business Premium',
      '2026-08-20',
      '-7.741935484',
      'held',
      'Row 5, Microsoft 365 Business Premium, is a credit of -7.74',
    ],
  ]);
  const premium = lineOf(september, 'Contoso Ltd', 'Microsoft 365 Business Premium');
  const { contoso } = world.contracts;
  expect(premium).toMatchObject({
    Run: String(waiting.run),
    'Usage month': '2026-09',
    Quantity: '4',
    'Contract id': String(contoso.id),
    Product: 'Microsoft 365 Business Premium',
    Change: expect.stringMatching(
      /^PC_\S+ is made, cost 20.00, retail 25.00\n0 → 4 from 01 Sep 2026, \+4 × 20.00 \(retail 25.00\)\n4 → 6 from 10 Sep 2026, \+2$/,
    ),
    'From day': '\n2026-09-01\n2026-09-10',
    Before: '\n0 units\n4 units, cost 20.0000, retail 25.0000',
    'Change stands as': 'confirmed\nconfirmed\nconfirmed',
    // The service was made for this customer or for another of the run.
    'Read back': expect.stringMatching(
      /^(as it was to be|it was so already; nothing was sent)\nas it was to be\nas it was to be$/,
    ),
    'Decided by': BOSS,
    'Plan stands as': 'applied',
    'Slack channel': 'C-billing',
    'Slack message': '1.2',
    'Slack link': told.permalink,
  });
  const [first, second] = premium.Request!.split('\n').slice(-2);
  const bodyOf = (request = '') => JSON.parse(request.replace('POST ContractServiceAdjustments ', ''));
  const common = { contractID: contoso.id, effectiveDate: '2026-09-01' };
  expect(bodyOf(first)).toEqual({
    ...common,
    serviceID: Number(premium['Service id']),
    unitChange: 4,
    adjustedUnitPrice: 25,
    adjustedUnitCost: 20,
  });
  expect(bodyOf(second)).toEqual({
    ...common,
    contractServiceID: Number(premium['Contract service id']),
    effectiveDate: '2026-09-10',
    unitChange: 2,
  });
  expect(premium['Sent at']).toMatch(/\n2026-10-03T01:\S+Z\n2026-10-03T01:\S+Z$/);
  const makers = september.rows.filter(
    row => row.Offer === PREMIUM && row.Request!.startsWith('POST Services {'),
  );
  expect(new Set(makers.map(row => row['PRISM customer'])).size).toBe(1);
  expect(lineOf(september, 'Tailspin Toys', 'Microsoft 365 Business Premium')).toMatchObject({
    'Stands as': 'not mapped',
    Why: 'Nobody mapped this customer to a company and a contract.',
    Change: '',
    Plan: '',
  });
  expect(lineOf(september, 'Fabrikam Pty Ltd', 'Visio Plan 2')).toMatchObject({
    'Stands as': 'left out',
    Reason: 'motion',
    Why: expect.stringContaining('annual billed annually'),
  });
  expect(september.json).toMatchObject({
    run: { number: waiting.run, result: 'Warning' },
    message: told,
    audit: { entries: expect.any(Number), hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
  });
  expect(september.csv.startsWith('\ufeffRun,Invoice,')).toBe(true);
  expect(september.csv.endsWith('\r\n')).toBe(true);
  // The second time nothing is written, and each line says so.
  expect(new Set(of(await exported(story, again.run), 'Adventure Works').map(row => row.Why))).toEqual(
    new Set(['It stands in the target as the invoice says; nothing was to be changed.']),
  );
  expect(lineOf(await exported(story, byTimetable.run), 'Contoso Ltd', 'Azure plan').Why).toBe(
    'An earlier run applied this invoice to this customer.',
  );
});

test('what was refused or never answered says so, and the run still ties out', async () => {
  await using story = await begin({ approval: 'never' });
  const { world, bot } = story;
  const { faults } = world.autotask;
  world.issue('2026-09', world.lines.september);
  faults.add(ADJUST, {
    kind: 'status',
    status: 500,
    errors: [
      'ContractServiceAdjustment effectiveDate must be between the start date and end date of the Contract referenced by contractID.',
    ],
  });
  faults.add(ADJUST, { kind: 'drop', when: 'after' });
  const { run } = await bot.sync();
  const all = await tiesOut(story, run);
  const failed = all.rows.filter(row => row['Stands as'] === 'failed');
  expect(failed.length).toBeGreaterThan(0);
  for (const row of failed) {
    expect(row.Why).toMatch(
      /^Autotask did not take the change of .*: ContractServiceAdjustment effectiveDate/,
    );
    expect(row.Answer).toContain('refused, outside-contract: ContractServiceAdjustment effectiveDate must');
    expect(row['Read back']!.split('\n').at(-1)).toBe('');
  }
  const lost = all.rows.find(row => row.Answer!.includes('none that can be believed'))!;
  expect(lost).toMatchObject({ 'Stands as': 'written', 'Decided by': 'policy' });
  expect(lost['Read back']).toContain('as it was to be');
});

test('what a person marked as done says that a person did', async () => {
  await using story = await begin({ approval: 'never' });
  const { world, bot } = story;
  world.issue('2026-09', world.lines.september);
  world.autotask.faults.add(ADJUST, { kind: 'drop', when: 'before' }, { times: 1000 });
  const report = await bot.sync({ tenantIds: [world.tenants.adventure.id] });
  const held = await tiesOut(story, report.run);
  expect(lineOf(held, 'Adventure Works', PREMIUM)).toMatchObject({
    'Stands as': 'held',
    Reason: 'unsettled',
    Why: `${PREMIUM} was sent, and it cannot be told whether Autotask did it`,
    Attempts: '1\n3',
    Answer: expect.stringMatching(/\nnone that can be believed/),
    'Read back': 'as it was to be\nit could not be told whether it is there',
  });
  // A run of one customer accounts for its lines alone.
  expect(new Set(held.rows.map(row => row['PRISM customer']))).toEqual(new Set(['Adventure Works']));
  const { planId, lines } = customer(report, 'Adventure Works');
  await decideOnLine(bot.context, {
    ...{ workspaceId: WORKSPACE, planId, productKey: lines[0]!.productKey },
    ...{ choice: 'mark-as-done', by: CLERK },
  });
  expect(lineOf(await tiesOut(story, report.run), 'Adventure Works', PREMIUM)['Read back']).toBe(
    'as it was to be\na person looked and said that it is there',
  );
});

test('a plan that was rejected, or is only looked at, says that nothing was written', async () => {
  await using story = await begin();
  const { world, bot } = story;
  await saveMapping(bot.context.db, WORKSPACE, { ...world.mappings[2]!, shadow: true });
  world.issue('2026-09', world.lines.september);
  const report = await bot.sync();
  const { planId, checksum } = customer(report, 'Contoso Ltd');
  await decideOnPlan(bot.context, {
    ...{ workspaceId: WORKSPACE, planId, checksum, by: BOSS },
    ...{ decision: 'rejected', reason: 'wrong contract' },
  });
  const all = await tiesOut(story, report.run);
  expect(lineOf(all, 'Contoso Ltd', PREMIUM)).toMatchObject({
    Why: 'The plan was rejected; nothing was written.',
    'Plan stands as': 'rejected',
    'Decided by': BOSS,
    'Decision reason': 'wrong contract',
    'Sent at': '\n\n',
  });
  expect(lineOf(all, 'Adventure Works', PREMIUM).Why).toBe(
    'Shadow mode: planned and reported, nothing is written.',
  );
});

test('changes that no invoice line asked for have rows of their own, without money', async () => {
  await using story = await afterSeptember({ approval: 'never' });
  const { world, bot } = story;
  world.clock.set('2026-11-03T01:00:00Z');
  Object.assign(world.tenants.adventure.subscriptions[0]!, { status: 'Cancelled' });
  world.issue(
    '2026-10',
    world.lines.october.filter(line => line.customerName !== 'Adventure Works'),
  );
  const { run } = await bot.sync();
  const all = await tiesOut(story, run);
  const [alone, ...others] = all.rows.filter(row => row['Line key'] === '');
  expect(others).toEqual([]);
  expect(alone).toMatchObject({
    'PRISM customer': 'Adventure Works',
    Contract: 'Adventure Works cloud services',
    Change: '6 → 0 from 01 Oct 2026, −6',
    'Read back': 'as it was to be',
    Cost: '',
    'Stands as': '',
  });
  const products = await exported(story, (await bot.syncProducts()).run);
  expect(products.json.sections[0]?.plan).toMatchObject({ decidedBy: 'policy', agreementId: null });
  expect(products.rows.every(row => row['Line key'] === '' && row.Invoice === '')).toBe(true);
});

test('lines of nobody, and of customers that are left out or switched off, are there too', async () => {
  await using story = await begin({ approval: 'never' });
  const { world, bot } = story;
  await saveMapping(bot.context.db, WORKSPACE, { ...world.mappings[0]!, syncOn: false });
  await saveMapping(bot.context.db, WORKSPACE, { ...world.mappings[1]!, excludedBecause: 'ours' });
  const stranger = world.lines.september[0]!;
  world.issue('2026-09', [
    ...world.lines.september,
    { ...stranger, subscriptionId: '00000000-0000-4000-8000-000000000001', domain: 'nobody.example' },
    { ...stranger, subscriptionId: '00000000-0000-4000-8000-000000000002', domain: 'nobody.example' },
  ]);
  const { run } = await bot.sync();
  const all = await tiesOut(story, run);
  const whys = new Map(all.rows.map(row => [row.Domain, row.Why]));
  expect(whys.get('nobody.example')).toBe('PRISM lists no customer with this subscription or domain.');
  expect(new Set(whys.values())).toEqual(
    new Set([
      'PRISM lists no customer with this subscription or domain.',
      'Syncing is switched off for this customer.',
      'The mapping says that this customer is left out on purpose.',
      'Nobody mapped this customer to a company and a contract.',
      'Written, and read back as it was to be.',
    ]),
  );
});

test('texts of others are no formulas, line breaks stay in their cell, amounts stay amounts', async () => {
  await using story = await begin({ approval: 'never' });
  const { world, bot } = story;
  const evil = [
    '=HYPERLINK("https://evil.example")',
    '+1+1',
    '-2+3',
    '@SUM(A1)',
    'a "b"\r\nc,d',
    'Ünïcode 🙂',
  ];
  const [first] = world.lines.september;
  world.issue(
    '2026-09',
    evil.map((description, at) => ({ ...first!, description, quantity: String(at + 1) })),
  );
  const { run } = await bot.sync();
  const { rows, csv } = await exported(story, run);
  expect(rows.map(row => row.Description).sort()).toEqual(
    evil.map(text => (/^[=+\-@]/.test(text) ? `'${text}` : text)).sort(),
  );
  expect(csv).not.toMatch(/(^|,|\n)"?[=+@\t]/);
  await using september = await afterSeptember();
  const credit = await tiesOut(september, 1);
  expect(credit.rows.map(row => row.Cost)).toContain('-7.741935484');
});

test.each(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'])('no cell begins with %j', async sign => {
  const written = table();
  written.end([`${sign}cmd|' /C calc'!A0`, '-12.50', `${sign}"`]);
  const [cell, amount, quoted] = parse(await text(written), {
    bom: true,
    from: 2,
    relax_column_count: true,
  })[0] as string[];
  expect([cell, amount, quoted]).toEqual([`'${sign}cmd|' /C calc'!A0`, '-12.50', `'${sign}"`]);
});

test('the files are nobody else’s, and gone afterwards, also when the work breaks off', async () => {
  await using story = await afterSeptember({ approval: 'never' });
  const asked = { workspaceId: WORKSPACE, run: 1, by: BOSS, told: null };
  const evidence = await makeEvidence(story.bot.context, asked);
  const folder = dirname(evidence.files[0]!.path);
  expect((await stat(folder)).mode & 0o077).toBe(0);
  await evidence[Symbol.asyncDispose]();
  await expect(stat(folder)).rejects.toMatchObject({ code: 'ENOENT' });
  const broken = makeEvidence(story.bot.context, {
    ...asked,
    onProgress: async () => {
      throw new Error('enough');
    },
  });
  await expect(broken).rejects.toThrow('enough');
  await expect(makeEvidence(story.bot.context, { ...asked, run: 99 })).rejects.toMatchObject({
    name: 'StaleError',
  });
});
