/** The Home tab: what needs somebody first, then how things stand. */
import type { HomeView, KnownBlock } from '@slack/types';
import type { Month } from '../../plan/numbers/calendar.ts';
import { pausedBlocks, standingBlocks } from './pages/status.ts';
import { actions, button, context, divider, header, section } from './parts/blocks.ts';
import { cardBlocks, type Standing } from './parts/cards.ts';
import { money } from './parts/money.ts';
import { monthCloseBlocks, type Tick } from './parts/month-close.ts';
import { serialize } from './parts/pages.ts';
import { name, plural } from './parts/text.ts';

export type HomeFor =
  | { role: null }
  | {
      role: 'viewer' | 'operator' | 'admin';
      connections: { kind: 'prism' | 'autotask' | 'connectwise'; state: string; problem: string | null }[];
      standing: Standing;
      waiting: { planId: string; run: number; name: string }[];
      heldCount: number;
      heldMoney: string;
      currency: string | null;
      /** Those with money on the newest invoice, most first. */
      unmapped: { name: string; cost: string }[];
      unmappedCount: number;
      monthClose: { month: Month; ticks: Tick[] } | null;
      firstSteps: { products: boolean; mapped: boolean; synced: boolean };
    };

export function homeView(home: HomeFor): HomeView {
  if (home.role === null) {
    return {
      type: 'home',
      blocks: [
        header('PRISM Bot'),
        section('You have no role here yet. An admin can name you with `/prism people`.'),
      ],
    };
  }
  const act = home.role !== 'viewer';
  const { standing, monthClose } = home;
  return {
    type: 'home',
    blocks: [
      header('PRISM Bot'),
      ...pausedBlocks(standing, act),
      ...todo(home, act),
      divider,
      ...cardBlocks(standing.customers, { sync: act }),
      ...cardBlocks(standing.products, { sync: act }),
      ...standingBlocks({ ...standing, waiting: 0 }),
      ...(monthClose ? [divider, ...monthCloseBlocks(monthClose, { act })] : []),
      divider,
      ...connectionBlocks(home),
      ...firstSteps(home, act),
    ],
  };
}

type Known = Exclude<HomeFor, { role: null }>;

/** What needs somebody. */
function todo(
  { waiting, standing, heldCount, heldMoney, currency, unmapped, unmappedCount }: Known,
  act: boolean,
): KnownBlock[] {
  const plans = standing.waiting;
  const blocks: KnownBlock[] = [
    ...(plans > 0
      ? [section(`:raised_hand: *${plural(plans, 'plan')} wait${plans === 1 ? 's' : ''} for approval*`)]
      : []),
    ...waiting.map(({ planId, name: customer }, at) =>
      section(
        name(customer, 200),
        button('Show changes', `open-page:plan-${at}`, serialize({ page: 'plan', plan: planId })),
      ),
    ),
    ...(plans > waiting.length
      ? [context(`and ${plans - waiting.length} more: the channel has them all`)]
      : []),
    ...(heldCount > 0
      ? [
          section(
            `:double_vertical_bar: *${plural(heldCount, 'customer')} with something held* · cost waiting ${money(heldMoney, currency)}`,
            button('Held', 'open-page:held', serialize({ page: 'held' })),
          ),
        ]
      : []),
    ...(unmappedCount > 0
      ? [
          section(
            `:grey_question: *${plural(unmappedCount, 'customer')} not mapped*${unmapped.length > 0 ? `: ${unmapped.map(one => `${name(one.name)} ${money(one.cost)}`).join(', ')}` : ''}`,
            act ? button('Map', 'open-page:map', serialize({ page: 'map' })) : undefined,
          ),
        ]
      : []),
  ];
  return blocks.length > 0 ? blocks : [section(':white_check_mark: *Nothing waits for you.*')];
}

const TITLES = { prism: 'PRISM', autotask: 'Autotask', connectwise: 'ConnectWise' };

function connectionBlocks({ connections, role }: Known): KnownBlock[] {
  const lines = (['prism', 'autotask'] as const).map(kind => {
    const one = connections.find(connection => connection.kind === kind);
    if (!one) return `${TITLES[kind]}: Not connected`;
    return `${TITLES[kind]}: ${one.state === 'connected' ? 'Connected' : `Needs attention: ${name(one.problem ?? '', 300)}`}`;
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

function firstSteps({ firstSteps: done, role }: Known, act: boolean): KnownBlock[] {
  if (done.products && done.mapped && done.synced) return [];
  const line = (isDone: boolean, text: string): string =>
    `${isDone ? ':ballot_box_with_check:' : ':black_square_button:'} ${text}`;
  return [
    divider,
    section(
      [
        '*First steps*',
        line(done.products, 'Preview products, then sync them'),
        line(done.mapped, 'Map one to three customers that are easy to check'),
        line(done.synced, 'Sync them, and check each customer’s first two billing periods'),
      ].join('\n'),
    ),
    ...actions([
      button('Preview products', 'preview-products', ''),
      ...(act ? [button('Map', 'open-page:first', serialize({ page: 'map' }))] : []),
      ...(role === 'admin' ? [button('Settings', 'open-settings', '')] : []),
    ]),
  ];
}
