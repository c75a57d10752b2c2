/**
 * Each of the rulebook's reasons to let a person look first, from the invoice to the message: nothing is written before
 * the approval, and a customer with no such reason is not kept waiting.
 */
import { describe, expect, test } from 'vitest';
import type { ProgramSettings } from '../../src/plan/settings.ts';
import { readRun } from '../../src/slack/outgoing/read-run.ts';
import { runMessage } from '../../src/slack/ui/messages/run-message.ts';
import { runThread } from '../../src/slack/ui/messages/run-thread.ts';
import type { LineRecord } from '../sandbox/prism/book.ts';
import * as build from '../sandbox/prism/builders.ts';
import { WORKSPACE } from '../support/bot.ts';
import { afterSeptember, customer, type Story } from '../support/story.ts';

type Given = {
  lines: (story: Story) => LineRecord[];
  header?: Parameters<Story['world']['issue']>[2];
  before?: (story: Story) => void;
  settings?: Partial<ProgramSettings>;
};

const CONTOSO = 'Contoso Ltd';
const usual = { cost: '20', retail: '25' };

const of = ({ world }: Story, customerName: string): LineRecord[] =>
  world.lines.october.filter(line => line.customerName === customerName);
const others = ({ world }: Story): LineRecord[] =>
  world.lines.october.filter(line => line.customerName !== CONTOSO);
const seatsOf = ({ world }: Story, price: { cost: string; retail: string }) =>
  world.seats('contoso', world.tenants.contoso.subscriptions[0]!, price);
/** October for Contoso, its seats as given. */
const withSeats = (story: Story, seats: LineRecord[]): LineRecord[] => [
  ...others(story),
  ...seats,
  ...of(story, CONTOSO).filter(line => line.offer === 'Azure plan'),
];

const cases: [what: string, given: Given, why: RegExp][] = [
  [
    'more than a fifth of the seats, and ten of them, move',
    { lines: story => withSeats(story, [seatsOf(story, usual)('2026-10', 17)]) },
    /11 of 6 seats move/,
  ],
  [
    'the money moves by more than a fifth',
    {
      lines: story => [
        ...others(story),
        seatsOf(story, usual)('2026-10', 6),
        ...of(story, CONTOSO)
          .filter(line => line.offer === 'Azure plan')
          .map(line => ({
            ...line,
            unitCost: '400',
            unitPrice: '500',
            subTotal: '400',
            subTotalRetail: '500',
          })),
      ],
    },
    /the invoice costs 520\.00, the one before it/,
  ],
  [
    'a line goes to zero without a cancellation',
    { lines: story => withSeats(story, [seatsOf(story, usual)('2026-10', 6, 1, 20)]) },
    /Microsoft 365 Business Premium goes to zero without a cancellation/,
  ],
  [
    'a unit price doubles',
    { lines: story => withSeats(story, [seatsOf(story, { cost: '20', retail: '50' })('2026-10', 6)]) },
    /the price of Microsoft 365 Business Premium goes from 25(\.0+)? to 50/,
  ],
  [
    'a unit price halves',
    { lines: story => withSeats(story, [seatsOf(story, { cost: '10', retail: '25' })('2026-10', 6)]) },
    /the price of Microsoft 365 Business Premium goes from 20(\.0+)? to 10/,
  ],
  [
    'there are more new lines than the setting says',
    {
      settings: { safety: { share: '0.9', seats: 10, newLines: 1, priceFactor: '2' } },
      lines: story => {
        const { world } = story;
        const { standard, e5 } = world.products;
        const fresh = [standard, e5].map(product =>
          build.subscription({ product, quantity: 1, name: 'new' }),
        );
        world.tenants.contoso.subscriptions.push(...fresh);
        const seats = [standard, e5].map((product, at) =>
          world.seats('contoso', fresh[at]!, product)('2026-10', 1),
        );
        return [...world.lines.october, ...seats];
      },
    },
    /2 new lines/,
  ],
  [
    'a line of somebody’s own looks like an invoiced product',
    {
      before: ({ world }) => {
        const { book } = world.autotask;
        const service = book.addService({
          name: 'Microsoft 365 Business Premium (managed)',
          billingCodeID: Number(world.billingCodeId),
          unitPrice: '25',
        });
        book.addContractService({ contractId: world.contracts.contoso.id, serviceId: service.id, units: 6 });
      },
      lines: story => withSeats(story, [seatsOf(story, usual)('2026-10', 7)]),
    },
    /Microsoft 365 Business Premium \(managed\)/,
  ],
  [
    'the invoice’s total is not what its lines come to',
    {
      lines: story => withSeats(story, [seatsOf(story, usual)('2026-10', 7)]),
      header: { subTotal: '9999.00' },
    },
    /the invoice says 9999\.00 in total, its lines add up to/,
  ],
];

async function october(story: Story, { lines, header, before }: Given) {
  const { world, bot } = story;
  world.clock.set('2026-11-03T01:00:00Z');
  before?.(story);
  world.issue('2026-10', lines(story), header);
  return bot.sync();
}

describe('by default a plan waits when', () => {
  test.each(cases)('%s; not a request of it is sent before somebody approves', async (_, given, why) => {
    await using story = await afterSeptember({ approval: 'first-and-unsafe', ...given.settings });
    const { world, bot } = story;
    const isContoso = ({ body }: { body: Record<string, unknown> }): boolean =>
      body.contractID === world.contracts.contoso.id;
    const before = world.autotask.requests.writes.filter(isContoso).length;
    const contosoLines = () =>
      world.autotask.book.contractServices.all().filter(one => one.contractID === world.contracts.contoso.id);
    const standing = () =>
      JSON.stringify(contosoLines().map(one => [one.prices, world.autotask.book.rowsOf(one.id)]));
    const report = await october(story, given);
    const stood = standing();
    const mine = customer(report, CONTOSO);
    expect(mine.waiting).toBe(true);
    expect(mine.asks.join('\n')).toMatch(why);
    const view = await readRun(bot.context, WORKSPACE, report.run);
    expect(JSON.stringify([runMessage(view), runThread(view)])).toMatch(why);
    expect(world.autotask.requests.writes.filter(isContoso).length).toBe(before);
    await bot.approve(report);
    expect(standing()).not.toBe(stood);
  });

  test('none of it is so, and is written at once', async () => {
    await using story = await afterSeptember({ approval: 'first-and-unsafe' });
    const report = await october(story, {
      lines: one => withSeats(one, [seatsOf(one, usual)('2026-10', 7)]),
    });
    const mine = customer(report, CONTOSO);
    expect(mine).toMatchObject({ waiting: false, asks: [] });
    expect(mine.lines.map(({ standing }) => standing)).toEqual(['applied', 'applied']);
  });

  test('one customer’s plan is unsafe, and the others’ are written meanwhile', async () => {
    const safety = { share: '5', seats: 10, newLines: 25, priceFactor: '2' };
    await using story = await afterSeptember({ approval: 'first-and-unsafe', safety });
    const report = await october(story, {
      lines: one => withSeats(one, [seatsOf(one, usual)('2026-10', 60)]),
    });
    const waiting = report.customers.filter(one => one.waiting);
    expect(waiting.map(one => one.tenants[0]?.name)).toEqual([CONTOSO]);
    expect(customer(report, 'Adventure Works').lines.map(({ standing }) => standing)).toEqual(['applied']);
  });
});

test.each(cases.slice(0, 5))(
  'under the policy “never” a plan is written at once although %s',
  async (_, given) => {
    await using story = await afterSeptember({ ...given.settings, approval: 'never' });
    const report = await october(story, given);
    expect(report.customers.map(({ waiting }) => waiting)).toEqual([false, false, false]);
    expect(customer(report, CONTOSO).lines.map(({ standing }) => standing)).not.toContain('waiting');
  },
);
