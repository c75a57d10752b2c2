/** Who the 120 customers of the world `msp` are: names, sizes, contracts, and what each of them holds in July. */
import type { SubscriptionRecord } from '../prism/book.ts';
import * as build from '../prism/builders.ts';
import { azure, draw, pickProduct, SPLIT } from './msp-products.ts';

const PLACES = [
  ...['Bluegum', 'Harbour', 'Ironbark', 'Kingfisher', 'Lighthouse', 'Mallee', 'Northgate', 'Oakridge'],
  ...['Pelican', 'Quayside', 'Redcliff', 'Saltwater', 'Tamarind', 'Upland', 'Verandah', 'Wattle'],
  ...['Yarra Bend', 'Bayview', 'Coolabah', 'Driftwood', 'Eastern', 'Foreshore', 'Granite', 'Hilltop'],
];
const TRADES = ['Dental', 'Legal', 'Freight', 'Accounting', 'Engineering'];

/** Outside the calendar grid. Every third customer has Azure; none of these is among them. */
const OFF_GRID = new Map([
  [17, '2026-02-15'],
  [57, '2026-03-10'],
  [93, '2025-11-20'],
]);
const UNMAPPED = [11, 42, 77, 108];
const EXCLUDED = 30;
const SYNC_OFF = 64;
/** Customers with a second tenant on the same contract. */
const TWO_TENANTS = [5, 23, 49, 71, 101];

export const CUSTOMERS = PLACES.length * TRADES.length;
export const LINES_A_MONTH = 1_500;

export type Standing = 'mapped' | 'unmapped' | 'excluded' | 'sync-off';

/** One subscription and what it is in July; an E5 fills two lines of an invoice, everything else one. */
export type Holding = { subscription: SubscriptionRecord; tenant: 0 | 1; quantity: number; lines: 1 | 2 };

export type MspCustomer = {
  name: string;
  domains: string[];
  contractStart: string;
  standing: Standing;
  holdings: Holding[];
  /** Has a service of its own on the contract, which is not ours. */
  managed: boolean;
};

const standingOf = (at: number): Standing =>
  UNMAPPED.includes(at) ? 'unmapped' : at === EXCLUDED ? 'excluded' : at === SYNC_OFF ? 'sync-off' : 'mapped';

/** First of January for most, first of another month for one in six. */
function contractStart(at: number): string {
  const other = ['2025-07-01', '2025-10-01', '2026-04-01', '2026-07-01'];
  return OFF_GRID.get(at) ?? (at % 6 === 4 ? other[(at / 6) & 3]! : '2026-01-01');
}

/** Lines of each customer: 3 for the smallest, 40 for the largest, few large ones, 1,500 together. */
export function sizes(): number[] {
  const order = Array.from({ length: CUSTOMERS }, (_, at) => at).sort(
    (a, b) => draw(`size ${a}`) - draw(`size ${b}`),
  );
  const bySize = order.map((_, rank) => 3 + Math.floor(37 * (1 - rank / (CUSTOMERS - 1)) ** 2.9));
  const short = LINES_A_MONTH - bySize.reduce((all, size) => all + size, 0);
  // What rounding left over goes to the middle, a line each.
  for (let i = 0; i < short; i++) bySize[20 + (i % 80)]! += 1;
  const sized = new Array<number>(CUSTOMERS);
  for (const [rank, at] of order.entries()) sized[at] = bySize[rank]!;
  return sized;
}

export function mspCustomers(): MspCustomer[] {
  const sized = sizes();
  return Array.from({ length: CUSTOMERS }, (_, at): MspCustomer => {
    const name = `${PLACES[at % PLACES.length]} ${TRADES[Math.floor(at / PLACES.length)]}`;
    const slug = name.toLowerCase().replaceAll(' ', '');
    const two = TWO_TENANTS.includes(at);
    return {
      name,
      domains: two
        ? [`${slug}.onmicrosoft.com`, `${slug}group.onmicrosoft.com`]
        : [`${slug}.onmicrosoft.com`],
      contractStart: contractStart(at),
      standing: standingOf(at),
      holdings: holdingsOf(name, sized[at]!, two, at % 3 === 1),
      managed: at % 4 === 0,
    };
  });
}

function holdingsOf(name: string, size: number, two: boolean, usesAzure: boolean): Holding[] {
  const holdings: Holding[] = [];
  let left = size;
  if (usesAzure) {
    left -= 1;
    holdings.push({
      subscription: build.subscription({ product: azure, quantity: 1 }),
      tenant: 0,
      quantity: 1,
      lines: 1,
    });
  }
  for (let turn = 0; left > 0; turn++) {
    const product = pickProduct(`${name} product ${turn}`);
    const lines = product.name === SPLIT ? 2 : 1;
    if (lines > left) continue;
    left -= lines;
    const quantity = 1 + Math.floor((8 + size * 2) * draw(`${name} seats ${turn}`) ** 3);
    holdings.push({
      subscription: build.subscription({ product, quantity, name: `${turn}` }),
      tenant: two && (turn === 0 || draw(`${name} tenant ${turn}`) < 0.4) ? 1 : 0,
      quantity,
      lines,
    });
  }
  return holdings;
}
