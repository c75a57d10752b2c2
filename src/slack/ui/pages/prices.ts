/** What the next price list changes for products that customers have. */
import type { SectionBlock } from '@slack/types';
import { inWords } from '../../../plan/numbers/calendar.ts';
import { compare, sum } from '../../../plan/numbers/decimal.ts';
import type { ComingPrice, Step } from '../../../plan/watch/coming-prices.ts';
import { context, section } from '../parts/blocks.ts';
import { money, unitPrice } from '../parts/money.ts';
import { cutBlocks, type PageState, pager, type Screen } from '../parts/pages.ts';
import { name, plural } from '../parts/text.ts';

export function pricesScreen(
  prices: readonly ComingPrice[],
  state: PageState,
  currency: string | null,
): Screen {
  const [first] = prices;
  if (!first) {
    return {
      title: 'Coming prices',
      text: 'No price in use changes with the next price list that is known.',
      blocks: [
        section(':white_check_mark: *No price in use changes* with the next price list that is known.'),
      ],
    };
  }
  const effect = money(sum(prices.map(one => one.effect)), currency);
  const page = cutBlocks(
    prices.map(price => [priceRow(price, currency), context(customersOf(price))]),
    state.at ?? 1,
  );
  return {
    title: 'Coming prices',
    text: `${plural(prices.length, 'price')} in use change on ${inWords(first.on)}`,
    blocks: [
      section(
        `*Prices from ${inWords(first.on)}* · ${plural(prices.length, 'product')} in use · margin ${effect} a month`,
      ),
      context('Per unit, before tax: cost is the partner buy price, RRP the recommended retail price.'),
      ...page.rows.flat(),
      ...pager(state, page, 'products'),
    ],
  };
}

/** One product: cost, RRP and margin before and after, and what it comes to. */
export function priceRow(price: ComingPrice, currency: string | null): SectionBlock {
  const { name: product, sku, cost, price: retail, margin, customers, seats, effect } = price;
  const mark = compare(effect, '0') < 0 ? ':small_red_triangle_down:' : ':small_blue_diamond:';
  return section(
    [
      `${mark} *${name(product)}*${sku ? ` · ${name(sku, 60)}` : ''}`,
      `cost ${step(cost)} · RRP ${step(retail)} · margin ${step(margin)}`,
      `${plural(customers.length, 'customer')}, ${seats} seats · margin ${money(effect, currency)} a month`,
    ].join('\n'),
  );
}

const step = ({ before, after }: Step): string => `${unitPrice(before)} → ${unitPrice(after)}`;

const NAMED = 12;

function customersOf({ customers }: ComingPrice): string {
  const named = customers
    .slice(0, NAMED)
    .map(({ customerName, seats }) => `${name(customerName, 60)} (${seats})`);
  const rest = customers.length - named.length;
  return [...named, ...(rest > 0 ? [`and ${rest} more`] : [])].join(', ');
}
