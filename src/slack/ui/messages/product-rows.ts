/** Products of a run that failed or wait for somebody's choice. */
import type { KnownBlock } from '@slack/types';
import type { ProductReport } from '../../../plan/tally/reports.ts';
import { context, section } from '../parts/blocks.ts';
import { choiceRow } from '../parts/choices.ts';
import { name } from '../parts/text.ts';
import { holdRow } from './customer-rows.ts';

export function productRows(products: ProductReport | null): KnownBlock[][] {
  if (!products) return [];
  const { planId: plan, notes } = products;
  return [
    ...products.products
      .filter(({ problem, waits }) => problem !== null || waits)
      .map((row, at) => productRow(row, plan, `product-${at}`)),
    ...notes.map(note => [context(name(note, 600))]),
  ];
}

function productRow(
  { productKey: product, name: productName, outcome, problem, waits }: ProductReport['products'][number],
  plan: string,
  mark: string,
): KnownBlock[] {
  const about = { plan, product };
  if (outcome.kind === 'held') return holdRow(outcome.hold, productName, about, mark, null);
  if (outcome.kind === 'adopt') {
    const { itemId, itemName } = outcome;
    return [
      section(
        `:double_vertical_bar: *Held* · *${name(productName)}*: the service ${name(itemName)} of the former product may be its own`,
      ),
      ...choiceRow({ ...about, subject: itemId }, ['adopt-item', 'skip-item'], mark),
    ];
  }
  const sign = waits ? ':double_vertical_bar: *Held* ·' : ':x:';
  return [section(`${sign} *${name(productName)}*: ${name(problem ?? '', 900)}`)];
}
