import type { ProductReport } from '../plan/tally/reports.ts';
import { plural, unitPrice } from '../plan/tally/words.ts';
import { type Line, line, type Part, part } from './part.ts';

/** Products that were written, and those that failed or wait for somebody's choice. */
export function productsPart(report: ProductReport | null): Part[] {
  if (!report) return [];
  const { products, result, notes } = report;
  const told = products.filter(({ done, problem, waits }) => done || problem !== null || waits);
  const right = products.filter(({ outcome }) => outcome.kind === 'right').length;
  return [
    part(`Products · ${result}`, {
      beneath: right > 0 ? [`${plural(right, 'product')} already right`] : [],
      lines: [...told.map(productLine), ...notes.map(note => line(note))],
    }),
  ];
}

function productLine({ name, outcome, problem, waits }: ProductReport['products'][number]): Line {
  if (outcome.kind === 'held') return line(`${name}: ${outcome.hold.says}`, 'held');
  if (outcome.kind === 'adopt') {
    return line(
      `${name}: the service ${outcome.itemName} of the former product may be its own. Choose with /prism held.`,
      'held',
    );
  }
  if (problem !== null) return line(`${name}: ${problem}`, waits ? 'held' : 'failed');
  if (outcome.kind === 'create') {
    const { name: itemName, ...prices } = outcome.change;
    return line(`${name}: made as ${itemName}, ${pricesWords(prices)}`);
  }
  if (outcome.kind === 'reprice') {
    const { before, after } = outcome.change;
    return line(`${name}: ${pricesWords(before)} → ${pricesWords(after)}`);
  }
  return line(name);
}

const pricesWords = (prices: { unitPrice: string; unitCost: string | null }): string =>
  [
    ...(prices.unitCost === null ? [] : [`cost ${unitPrice(prices.unitCost)}`]),
    `retail ${unitPrice(prices.unitPrice)}`,
  ].join(', ');
