import { isBelowCost } from '../agreement/prices.ts';
import type { Charge } from '../change.ts';
import { inWords } from '../numbers/calendar.ts';
import { isNegative, roundTo, sum } from '../numbers/decimal.ts';
import { plural } from '../tally/words.ts';

/** More of those that go together are counted. */
const MOST_NAMED = 3;

/** Why a person looks at them before they are made: all of a day on one agreement in one sentence. */
export function chargeReasons(charges: readonly Charge[]): string[] {
  const together = Map.groupBy(charges, ({ agreementId, date }) => `${agreementId} ${date}`);
  return [...together.values()].map(some => {
    const { agreementName, date } = some[0]!;
    const total = (what: 'cost' | 'price') => roundTo(sum(some.map(({ money }) => money[what])), 2);
    const named = some.slice(0, MOST_NAMED).map(({ name }) => name);
    const more = some.length - named.length;
    const names = `${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
    const cheap = some.filter(({ money }) => !isNegative(money.cost) && isBelowCost(money.price, money.cost));
    const warning =
      cheap.length > 0
        ? `; below cost: ${cheap
            .slice(0, MOST_NAMED)
            .map(({ name }) => name)
            .join(', ')}`
        : '';
    return `${plural(some.length, 'contract charge')}: ${names}, ${total('cost')} cost / ${total('price')} price on contract ${agreementName}, dated ${inWords(date)}${warning}`;
  });
}
