/**
 * A month of so many lines as a file, and what its planner finds: every customer has twenty lines that stand on its
 * contract since the month before, of which eight in a hundred change.
 */

import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { type AgreementInput, planAgreement } from '../../../src/plan/agreement-plan.ts';
import { NO_CHARGES } from '../../../src/plan/charges/charge-book.ts';
import type { StandingLine } from '../../../src/plan/current.ts';
import type { CustomerLine } from '../../../src/plan/invoice/drafts.ts';
import { NOTHING_REMEMBERED, productBook } from '../../../src/plan/invoice/join.ts';
import type { Invoice, Product } from '../../../src/plan/invoice/line.ts';
import { productKey } from '../../../src/plan/invoice/line.ts';
import type { DateReading } from '../../../src/plan/invoice/span.ts';
import type { LineMemory } from '../../../src/plan/memory.ts';
import { addMonths, firstDay, lastDay } from '../../../src/plan/numbers/calendar.ts';
import { sum, whole } from '../../../src/plan/numbers/decimal.ts';
import { type AgreementPlan, checksumOf } from '../../../src/plan/plan.ts';
import { DEFAULT_SETTINGS } from '../../../src/plan/settings.ts';
import type { LineRecord } from '../../sandbox/prism/book.ts';
import * as build from '../../sandbox/prism/builders.ts';
import { streamCsv } from '../../sandbox/prism/csv.ts';
import { defaultSwitches } from '../../sandbox/prism/switches.ts';
import { seatProducts } from '../../sandbox/worlds/msp-products.ts';

export const LINES_EACH = 20;
const MONTH = '2026-10';
const BEFORE = addMonths(MONTH, -1);
const SEATS = 5;
const SHARE_CHANGED = 0.08;
/** Unit rows of a contract that ends with 2027: so many months from the usage month on. */
const MONTHS_LEFT = 15;

const sold = seatProducts.slice(0, LINES_EACH);
const agreement = build.agreement({ holder: build.reseller() });

export const invoice: Invoice = {
  id: 'invoice-of-the-month',
  number: 'INV-202610',
  agreementId: agreement.id,
  program: build.CSP,
  kind: 'standard',
  status: 'approved',
  month: MONTH,
  issued: '2026-11-02',
  currency: 'AUD',
  total: null,
};

const domainOf = (customer: number): string => `customer${customer}.onmicrosoft.com`;

/** The tenant of a line, by its domain. */
export const tenantIds = (lines: number): ReadonlyMap<string, string> =>
  new Map(Array.from({ length: lines / LINES_EACH }, (_, at) => [domainOf(at), `tenant-${at}`]));

/** Written while it is made, so that it exists nowhere but in the file. */
export async function writeMonth(file: string, lines: number): Promise<void> {
  const record = build.invoice({ agreement, month: MONTH, lines: linesOf(lines) });
  await pipeline(streamCsv(record, defaultSwitches()), createWriteStream(file));
}

function* linesOf(count: number): Generator<LineRecord> {
  const row = (at: number, quantity: number): LineRecord => {
    const product = sold[at]!;
    const subscription = build.subscription({ product, quantity });
    const days = { from: firstDay(MONTH), to: lastDay(MONTH) };
    return build.line({ subscription, quantity, ...days, unitCost: product.cost, unitPrice: product.retail });
  };
  const before = sold.map((_, at) => row(at, SEATS));
  const after = sold.map((_, at) => row(at, SEATS + 1));
  for (let at = 0; at < count; at++) {
    const customer = Math.floor(at / LINES_EACH);
    const changes = (at * 7919) % 10_000 < SHARE_CHANGED * 10_000;
    yield {
      ...(changes ? after : before)[at % LINES_EACH]!,
      domain: domainOf(customer),
      customerName: `Customer ${customer}`,
      subscriptionId: build.guid(`line ${at}`),
    };
  }
}

const products = sold.map(
  (one): Product => ({
    key: productKey(one.sku ?? one.productId, one.term, one.billing),
    productId: one.productId,
    sku: one.sku,
    name: one.name,
    description: '',
    term: one.term,
    billing: one.billing,
    usage: false,
    trial: false,
    cost: one.cost,
    price: one.retail,
  }),
);
const itemIds = new Map(products.map(({ key }, at) => [key, String(3001 + at)]));

const standing: StandingLine[] = products.map(({ key, cost, price }, at) => ({
  id: String(500_001 + at),
  agreementId: '40001',
  itemId: itemIds.get(key)!,
  itemName: `PC_${key}`,
  itemSku: null,
  unitPrice: price,
  unitCost: cost,
  rows: Array.from({ length: MONTHS_LEFT }, (_, month) => {
    const of = addMonths(MONTH, month);
    const days = { from: firstDay(of), to: lastDay(of) };
    return { ...days, units: SEATS, cost: null, price: null, posted: false };
  }),
}));

/** What September left on each line of a customer. */
const memoryOf = (lines: readonly CustomerLine[]): Map<string, LineMemory> =>
  new Map(
    lines.map(({ tenantId, line }, at) => {
      const { key, name, cost, price } = products[at]!;
      const place = { productKey: key, productName: name, itemId: itemIds.get(key)! };
      return [
        key,
        {
          ...place,
          lineId: standing[at]!.id,
          month: BEFORE,
          kind: 'seat',
          subscriptions: [
            { id: line.subscriptionId!, tenantId, seats: SEATS, unitCost: cost, unitPrice: price },
          ],
          state: {
            timeline: [{ from: firstDay(BEFORE), quantity: SEATS }],
            unitPrice: price,
            unitCost: cost,
          },
        },
      ];
    }),
  );

const all: Pick<AgreementInput, 'catalogue' | 'book' | 'settings' | 'remembered' | 'subscriptions'> = {
  catalogue: {
    links: new Map([...itemIds].map(([key, itemId]) => [key, { itemId, skipped: false }])),
    items: new Map(
      products.map(({ key, price, cost }) => {
        const id = itemIds.get(key)!;
        return [id, { id, name: `PC_${key}`, active: true, unitPrice: price, unitCost: cost, sku: null }];
      }),
    ),
    named: new Map(),
    limits: { description: 400, invoiceDescription: 1000 },
  },
  book: productBook(products),
  remembered: NOTHING_REMEMBERED,
  subscriptions: new Map(),
  settings: { ...DEFAULT_SETTINGS, billingCodeId: '1', approval: 'never' },
};

/** The plan of one customer from its lines of the file. */
export function planOf(lines: readonly CustomerLine[], reading: DateReading): AgreementPlan {
  const { tenantId, line } = lines[0]!;
  const name = line.customerName ?? tenantId;
  const hash = checksumOf(lines.map(one => one.line.key).sort());
  const cost = sum(lines.map(one => one.line.cost));
  const { id, number, month, issued, status, currency } = invoice;
  return planAgreement({
    ...all,
    invoice: { id, number, month, issued, status, currency, hash },
    tenants: [{ id: tenantId, name, domain: line.domain, hash, lines: lines.length, cost }],
    lines,
    agreementId: '40001',
    agreement: {
      id: '40001',
      companyId: '1001',
      companyName: name,
      name: `${name} cloud services`,
      recurring: true,
      kindWord: 'Recurring Service',
      takesCharges: true,
      active: true,
      period: 'monthly',
      from: '2026-01-01',
      to: '2027-12-31',
    },
    current: standing,
    memory: memoryOf(lines),
    decisions: [],
    charges: NO_CHARGES,
    strategy: 'cost-and-retail',
    shadow: false,
    ownDaysUntil: null,
    history: { first: false, revised: false, appliedAsIs: false, previousCost: whole(lines.length * 100) },
    total: null,
    reading,
    agreementNumber: null,
  }).plan;
}
