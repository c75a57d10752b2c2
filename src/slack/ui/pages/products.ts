/** Products of the price list and what becomes of each: Sku, PRISM Name, Autotask Name. */
import type { KnownBlock } from '@slack/types';
import type { ProductReport } from '../../../plan/tally/reports.ts';
import type { RunView } from '../messages/run-view.ts';
import { actions, button, context, fields, input, section } from '../parts/blocks.ts';
import { choiceButtons } from '../parts/choices.ts';
import { unitPrice } from '../parts/money.ts';
import { cutBlocks, type PageState, pager, type Screen } from '../parts/pages.ts';
import { name, plural } from '../parts/text.ts';
import type { May } from './plan.ts';

type Row = ProductReport['products'][number];

export function productsScreen(run: RunView, state: PageState, { decide }: May): Screen {
  const { products } = run.report;
  if (!products)
    return { title: 'Products', text: 'No products', blocks: [section('This run has no products.')] };
  const filter = state.filter?.toLowerCase() ?? '';
  const found = products.products.filter(row =>
    [row.sku, row.productKey, row.name, row.itemName].some(text => text?.toLowerCase().includes(filter)),
  );
  const page = cutBlocks(
    found.map((row, at) => productRow(row, products.planId, at, decide)),
    state.at ?? 1,
    { blocks: 30, characters: 8_000 },
  );
  const adoptable = products.products.filter(({ outcome }) => outcome.kind === 'adopt').length;
  const preview = run.decided.some(({ state: stands }) => stands === 'preview');
  return {
    title: 'Products',
    text: `${plural(found.length, 'product')}`,
    blocks: [
      section(totals(products)),
      ...(preview ? [context('A preview: nothing was written.')] : []),
      input(
        'Filter',
        'filter',
        {
          type: 'plain_text_input',
          action_id: 'filter-page',
          ...(state.filter ? { initial_value: state.filter } : {}),
          dispatch_action_config: { trigger_actions_on: ['on_enter_pressed'] },
        },
        { optional: true, dispatch: true, hint: 'SKU or name; press Enter' },
      ),
      ...(found.length === 0 ? [section('No product fits.')] : page.rows.flat()),
      ...pager(state, page, 'products'),
      ...products.notes.map(note => context(name(note, 600))),
      ...(decide
        ? actions([
            button('Sync products', 'sync', JSON.stringify({ kind: 'products' }), { style: 'primary' }),
            ...(adoptable > 0
              ? [
                  button('Adopt all', 'adopt-all', products.planId, {
                    confirm: {
                      title: 'Adopt all?',
                      text: `${plural(adoptable, 'service')} of the former product become those of the products shown; their prices are kept up to date from then on.`,
                      yes: 'Adopt all',
                    },
                  }),
                ]
              : []),
          ])
        : []),
    ],
  };
}

function totals({ products }: ProductReport): string {
  const count = (kind: Row['outcome']['kind']): number =>
    products.filter(({ outcome }) => outcome.kind === kind).length;
  return [
    `*${plural(products.length, 'product')}*`,
    `${count('create')} to create`,
    `${count('reprice')} to update the price of`,
    `${count('held') + count('adopt')} held`,
    `${count('right')} no change`,
    `${count('excluded')} left out`,
  ].join(' · ');
}

function productRow(row: Row, planId: string, nth: number, decide: boolean): KnownBlock[] {
  const { outcome } = row;
  const shown = fields([
    `*Sku*\n${name(row.sku ?? row.productKey, 80)}`,
    `*PRISM Name*\n${name(row.name, 150)}`,
    `*Autotask Name*\n${name(row.itemName ?? (outcome.kind === 'create' ? outcome.change.name : outcome.kind === 'adopt' ? outcome.itemName : '–'), 150)}`,
    `*What happens*\n${what(row)}`,
  ]);
  const about = { plan: planId, product: row.productKey };
  if (!decide) return [shown];
  if (outcome.kind === 'held') {
    const { subject, choices } = outcome.hold;
    return [shown, ...actions(choiceButtons({ ...about, ...(subject ? { subject } : {}) }, choices, nth))];
  }
  if (outcome.kind === 'adopt')
    return [
      shown,
      ...actions(choiceButtons({ ...about, subject: outcome.itemId }, ['adopt-item', 'skip-item'], nth)),
    ];
  return [shown];
}

function what({ outcome, problem, done }: Row): string {
  if (problem !== null) return `:x: ${name(problem, 400)}`;
  switch (outcome.kind) {
    case 'create':
      return `${done ? 'created' : 'create'}: cost ${unitPrice(outcome.change.unitCost)}, price ${unitPrice(outcome.change.unitPrice)}`;
    case 'reprice': {
      const { before, after } = outcome.change;
      const cost =
        before.unitCost !== null && after.unitCost !== null
          ? `cost ${unitPrice(before.unitCost)} → ${unitPrice(after.unitCost)}, `
          : '';
      return `${done ? 'price updated' : 'update price'}: ${cost}price ${unitPrice(before.unitPrice)} → ${unitPrice(after.unitPrice)}`;
    }
    case 'right':
      return 'no change';
    case 'adopt':
      return 'held: a service of the former product';
    case 'held':
      return `held: ${name(outcome.hold.says, 400)}`;
    case 'excluded':
      return `left out: ${name(outcome.exclusion.says, 200)}`;
  }
}
