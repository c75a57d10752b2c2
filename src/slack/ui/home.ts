/** The Home tab: what needs somebody first, then how things stand. */
import type { HomeView, KnownBlock } from '@slack/types';
import { type Month, monthInWords } from '../../plan/numbers/calendar.ts';
import { type Decimal, sum } from '../../plan/numbers/decimal.ts';
import { checkTexts, pausedBlocks, runningBlocks } from './pages/status.ts';
import { actions, button, context, divider, header, section } from './parts/blocks.ts';
import { cardBlocks, type Overview } from './parts/cards.ts';
import { money } from './parts/money.ts';
import { type MonthFacts, monthCloseBlocks } from './parts/month-close.ts';
import { serialize } from './parts/pages.ts';
import { name, plural, thousands } from './parts/text.ts';

/** Of a long list the first ones are named here; all of them are behind its button. */
export const NAMED = 5;

/** What needs somebody. */
export type Todo = {
  waiting: { total: number; named: { planId: string; name: string; month: Month | null }[] };
  /** `cost`: supplier cost that is held. */
  held: { held: number; failed: number; cost: Decimal };
  /** `billed`: those on the newest invoice, most money first. */
  unmapped: { total: number; billed: { name: string; cost: Decimal; currency: string | null }[] };
};

export type Home = {
  role: 'viewer' | 'operator' | 'admin';
  connections: { kind: 'prism' | 'autotask' | 'connectwise'; state: string; problem: string | null }[];
  overview: Overview;
  todo: Todo;
  currency: string | null;
  monthClose: MonthFacts | null;
  firstSteps: Record<'products' | 'mapped' | 'synced' | 'checked', boolean>;
};

/** Who has no role sees only how to get one. */
export type HomeFor = Home | { role: null };

export const NO_ROLE =
  'You have no role here yet. An admin can name you with `/prism people`: *viewers* look, *operators* map, sync and approve, *admins* connect and say who may do what.';

export const homeView = (home: HomeFor): HomeView => ({
  type: 'home',
  blocks:
    home.role === null
      ? [header('PRISM Bot'), section(NO_ROLE), context('`/prism help` tells what PRISM Bot does.')]
      : blocksOf(home),
});

function blocksOf(home: Home): KnownBlock[] {
  const { role, overview, monthClose } = home;
  const act = role !== 'viewer';
  return [
    header('PRISM Bot'),
    ...pausedBlocks(overview, act),
    ...todoBlocks(home, act),
    ...runningBlocks(overview),
    divider,
    ...cardBlocks(overview.customers, { sync: act }),
    ...cardBlocks(overview.products, { sync: act }),
    context(...checkTexts(overview)),
    ...(monthClose ? [divider, ...monthCloseBlocks(monthClose, { act })] : []),
    divider,
    ...connectionBlocks(home),
    ...firstSteps(home, act),
  ];
}

function todoBlocks({ todo: { waiting, held, unmapped }, currency }: Home, act: boolean): KnownBlock[] {
  const blocks = [...waitingBlocks(waiting), ...heldBlocks(held, currency), ...unmappedBlocks(unmapped, act)];
  return blocks.length > 0 ? blocks : [section(':white_check_mark: *Nothing waits for you.*')];
}

function waitingBlocks({ total, named }: Todo['waiting']): KnownBlock[] {
  if (total === 0) return [];
  const more = total - named.length;
  return [
    section(`:raised_hand: *${plural(total, 'plan')} ${total === 1 ? 'waits' : 'wait'} for approval*`),
    ...named.map(({ planId, name: customer, month }, at) =>
      section(
        `${name(customer, 200)}${month ? ` · ${monthInWords(month)}` : ''}`,
        button('Show changes', `open-page:plan-${at}`, serialize({ page: 'plan', plan: planId })),
      ),
    ),
    ...(more > 0
      ? [
          section(
            `and ${plural(more, 'more plan')}`,
            button('Status', 'open-page:status', serialize({ page: 'status' })),
          ),
        ]
      : []),
  ];
}

function heldBlocks({ held, failed, cost }: Todo['held'], currency: string | null): KnownBlock[] {
  if (held + failed === 0) return [];
  const says = [
    ...(held > 0 ? [`*${plural(held, 'held line')}*, supplier cost waiting ${money(cost, currency)}`] : []),
    ...(failed > 0 ? [`*${thousands(String(failed))} failed*`] : []),
  ].join(' · ');
  return [
    section(`:double_vertical_bar: ${says}`, button('Held', 'open-page:held', serialize({ page: 'held' }))),
  ];
}

function unmappedBlocks({ total, billed }: Todo['unmapped'], act: boolean): KnownBlock[] {
  if (total === 0) return [];
  const map = act ? button('Map', 'open-page:map', serialize({ page: 'map' })) : undefined;
  const says = `:grey_question: *${plural(total, 'customer')} not mapped*`;
  if (billed.length === 0) return [section(`${says}, none of them on the newest invoice`, map)];
  const named = billed
    .slice(0, NAMED)
    .map(one => `${name(one.name)} ${money(one.cost, one.currency)}`)
    .join(', ');
  const more = billed.length > NAMED ? ` and ${thousands(String(billed.length - NAMED))} more` : '';
  const which = `${thousands(String(billed.length))} of them on the newest invoice with ${totals(billed)}`;
  return [section(`${says}, ${which}: ${named}${more}`, map)];
}

/** Amounts of one currency are added up. */
const totals = (amounts: readonly { cost: Decimal; currency: string | null }[]): string =>
  [...Map.groupBy(amounts, ({ currency }) => currency)]
    .map(([currency, mine]) => money(sum(mine.map(({ cost }) => cost)), currency))
    .join(' + ');

const NAMES = { prism: 'PRISM', autotask: 'Autotask', connectwise: 'ConnectWise' };

/** ConnectWise only where somebody connected it. */
function connectionBlocks({ connections, role }: Home): KnownBlock[] {
  const kinds = (['prism', 'autotask', 'connectwise'] as const).filter(
    kind => kind !== 'connectwise' || connections.some(one => one.kind === kind),
  );
  const lines = kinds.map(kind => {
    const one = connections.find(connection => connection.kind === kind);
    if (!one) return `${NAMES[kind]}: Not connected`;
    return one.state === 'connected'
      ? `${NAMES[kind]}: Connected`
      : `:warning: ${NAMES[kind]}: Needs attention: ${name(one.problem ?? '', 300)}`;
  });
  return [
    section(
      `*Connections*\n${lines.join('\n')}`,
      role === 'admin'
        ? button('Connections', 'open-page:connections', serialize({ page: 'connections' }))
        : undefined,
    ),
  ];
}

/** The first steps, until all are done. */
function firstSteps({ firstSteps: done, role }: Home, act: boolean): KnownBlock[] {
  if (Object.values(done).every(Boolean)) return [];
  const line = (isDone: boolean, text: string): string =>
    `${isDone ? ':ballot_box_with_check:' : ':black_square_button:'} ${text}`;
  return [
    divider,
    section(
      [
        '*First steps*',
        line(done.products, 'Preview the products, then sync them'),
        line(done.mapped, 'Start small: map one to three customers that are easy to check'),
        line(done.synced, 'Sync them, reading each plan before you approve it'),
        line(done.checked, 'Check each customer’s first two billing periods before you invoice'),
      ].join('\n'),
    ),
    ...actions([
      button('Preview products', 'preview-products'),
      ...(act ? [button('Map', 'open-page:first', serialize({ page: 'map' }))] : []),
      ...(role === 'admin' ? [button('Settings', 'open-settings')] : []),
      button('Help', 'open-page:help', serialize({ page: 'help', of: 'setup' })),
    ]),
  ];
}
