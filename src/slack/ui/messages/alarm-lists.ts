/** Alarms about several customers or products: the first few, and where the others stand. */
import type { KnownBlock } from '@slack/types';
import { inWords, monthInWords } from '../../../plan/numbers/calendar.ts';
import { compare, sum } from '../../../plan/numbers/decimal.ts';
import type { Alarm, Contract } from '../../../plan/watch/alarm.ts';
import { priceRow } from '../pages/prices.ts';
import { actions, button, context, section } from '../parts/blocks.ts';
import { money } from '../parts/money.ts';
import { serialize } from '../parts/pages.ts';
import { name, plural } from '../parts/text.ts';
import type { AlarmParts } from './alarm.ts';

type Of<Kind extends Alarm['alarm']> = Extract<Alarm, { alarm: Kind }>;

/** Rows with buttons of their own; the others are counted. */
const SHOWN = 8;

const customersPage = button('Open customers', 'open-page:map', serialize({ page: 'map' }));

export function contractsEnd({ on, contracts }: Of<'contracts-end'>): AlarmParts {
  const one = contracts.length === 1;
  return {
    title: `${plural(contracts.length, 'contract')} ${one ? 'ends' : 'end'} on ${inWords(on)}`,
    says: `From the next day on nothing can be billed there. Extend ${one ? 'it' : 'them'} in Autotask, or choose another contract.`,
    ...contractRows(contracts),
  };
}

export function contractsUnusable({ why, contracts }: Of<'contracts-unusable'>): AlarmParts {
  const one = contracts.length === 1;
  return {
    title: `${plural(contracts.length, 'contract')} cannot be billed any more`,
    says: `${name(why, 300)} Correct ${one ? 'it' : 'them'} in Autotask, or choose another contract.`,
    ...contractRows(contracts),
  };
}

function contractRows(contracts: readonly Contract[]): Pick<AlarmParts, 'more' | 'buttons'> {
  return {
    more: [
      ...contracts
        .slice(0, SHOWN)
        .map(({ customerName, agreementName, tenantId }, at) =>
          section(
            `*${name(customerName)}* · contract ${name(agreementName)}`,
            button('Fix mapping', `edit-mapping:${at}`, tenantId),
          ),
        ),
      ...restOf(contracts.length),
    ],
    buttons: contracts.length > SHOWN ? [customersPage] : [],
  };
}

export function notMapped({ month, customers }: Of<'not-mapped'>): AlarmParts {
  const one = customers.length === 1;
  const currency = customers.every(each => each.currency === customers[0]?.currency)
    ? (customers[0]?.currency ?? null)
    : null;
  const total = money(sum(customers.map(({ cost }) => cost)), currency);
  return {
    title: `${plural(customers.length, 'customer')} not mapped · ${monthInWords(month)}`,
    says: `${one ? 'It is' : 'They are'} on PRISM’s invoice with ${total} supplier cost that nobody is billed for.`,
    more: [
      ...customers
        .slice(0, SHOWN)
        .flatMap(({ customerName, cost, currency: of, tenantId }, at): KnownBlock[] => [
          section(`*${name(customerName)}* · ${money(cost, of)}`),
          ...actions([
            button('Map', `edit-mapping:${at}`, tenantId),
            button('Exclude…', `exclude-customer:${at}`, tenantId),
          ]),
        ]),
      ...restOf(customers.length),
    ],
    buttons: customers.length > SHOWN ? [customersPage] : [],
  };
}

export function pricesChange({ on, currency, prices }: Of<'prices-change'>): AlarmParts {
  const lost = prices.filter(({ effect }) => compare(effect, '0') < 0);
  const effect = money(sum(prices.map(one => one.effect)), currency);
  return {
    title: `${plural(prices.length, 'price')} in use ${prices.length === 1 ? 'changes' : 'change'} on ${inWords(on)}`,
    says: `With the seats of today, margin changes by ${effect} a month${lost.length > 0 ? `; ${plural(lost.length, 'product')} ${lost.length === 1 ? 'loses' : 'lose'} margin` : ''}.`,
    more: [...prices.slice(0, SHOWN).map(price => priceRow(price, currency)), ...restOf(prices.length)],
    buttons: [
      button('Show changes', 'open-page:prices', serialize({ page: 'prices' }), { style: 'primary' }),
    ],
  };
}

const restOf = (count: number): KnownBlock[] => (count > SHOWN ? [context(`and ${count - SHOWN} more`)] : []);
