/** Short ways to write a customer's month down and to carry a plan out on paper, for tests of the planner. */
import { type AgreementInput, planAgreement } from '../../src/plan/agreement-plan.ts';
import type { Catalogue } from '../../src/plan/catalogue.ts';
import type { Adjust } from '../../src/plan/change.ts';
import { NO_CHARGES } from '../../src/plan/charges/charge-book.ts';
import type { Agreement, Item, StandingLine, UnitRow } from '../../src/plan/current.ts';
import type { CustomerLine } from '../../src/plan/invoice/drafts.ts';
import { NOTHING_REMEMBERED, productBook } from '../../src/plan/invoice/join.ts';
import type { Line, Product, Subscription } from '../../src/plan/invoice/line.ts';
import type { LineMemory } from '../../src/plan/memory.ts';
import {
  addMonths,
  daysIn,
  daysInMonth,
  firstDay,
  lastDay,
  monthOf,
} from '../../src/plan/numbers/calendar.ts';
import { big, multiply, plain, roundTo, sum, whole } from '../../src/plan/numbers/decimal.ts';
import { stretchesBetween, type Timeline } from '../../src/plan/numbers/timeline.ts';
import type { AgreementPlan } from '../../src/plan/plan.ts';
import { DEFAULT_SETTINGS, type ProgramSettings } from '../../src/plan/settings.ts';

export const SEPTEMBER = '2026-09';

export const product = (given: Partial<Product> = {}): Product => ({
  key: 'CFQ-PREMIUM',
  productId: 'p-premium',
  sku: 'CFQ-PREMIUM',
  name: 'Microsoft 365 Business Premium',
  description: '',
  term: 'P1M',
  billing: 'monthly',
  usage: false,
  trial: false,
  cost: '20',
  price: '25',
  ...given,
});
export const azure = product({
  key: 'AZURE',
  productId: 'p-azure',
  sku: 'AZURE',
  name: 'Azure plan',
  term: null,
  billing: null,
  usage: true,
  cost: '0',
  price: '0',
});

let rows = 1;
/** A line of September unless its dates say otherwise; its money is exact. */
export function line(given: Partial<Line> & { quantity: string; from: string; to: string }): Line {
  rows += 1;
  const unitCost = given.unitCost ?? '20';
  const unitPrice = given.unitPrice === undefined ? '25' : given.unitPrice;
  const share = plain(
    big(whole(daysIn(given.from, given.to)))
      .div(whole(daysInMonth(monthOf(given.from))))
      .round(10),
  );
  return {
    key: `inv:${rows}`,
    row: rows,
    subscriptionId: 's-1',
    domain: 'contoso.onmicrosoft.com',
    customerName: 'Contoso',
    agreementNumber: null,
    offerName: 'Microsoft 365 Business Premium',
    description: '',
    unitCost,
    unitPrice,
    ratio: share,
    cost: roundTo(multiply(multiply(unitCost, given.quantity), share), 2),
    price: unitPrice === null ? null : roundTo(multiply(multiply(unitPrice, given.quantity), share), 2),
    term: 'P1M',
    billing: 'monthly',
    sku: 'CFQ-PREMIUM',
    productId: null,
    currency: null,
    ...given,
  };
}

export const usage = (
  given: Partial<Line> & { cost: string; price: string; from: string; to: string },
): Line =>
  line({
    quantity: '1',
    subscriptionId: 's-azure',
    offerName: 'Azure plan',
    sku: 'AZURE',
    term: null,
    billing: null,
    unitCost: given.cost,
    unitPrice: given.price,
    ...given,
  });

export const subscription = (id: string, given: Partial<Subscription> = {}): Subscription => ({
  id,
  tenantId: 't-1',
  productId: 'p-premium',
  productName: 'Microsoft 365 Business Premium',
  quantity: '1',
  status: 'active',
  statusWord: 'Active',
  usage: false,
  term: 'P1M',
  billing: 'monthly',
  ...given,
});

export const agreement = (given: Partial<Agreement> = {}): Agreement => ({
  id: 'contract',
  companyId: 'company',
  companyName: 'Contoso',
  name: 'Contoso cloud',
  recurring: true,
  kindWord: 'Recurring Service',
  takesCharges: true,
  active: true,
  period: 'monthly',
  from: '2026-01-01',
  to: '2027-12-31',
  ...given,
});

export const item = (given: Partial<Item> = {}): Item => ({
  id: 'item-premium',
  name: 'PC_CFQ-PREMIUM',
  active: true,
  unitPrice: '25',
  unitCost: '20',
  sku: null,
  ...given,
});
export const azureItem = item({ id: 'item-azure', name: 'PC_AZURE', unitPrice: '0', unitCost: '0' });

/** A standing line whose rows are calendar months from `from` on to the agreement's end. */
export function standing(
  given: Partial<StandingLine> & { timeline: Timeline },
  posted?: string,
): StandingLine {
  const { timeline, ...fields } = given;
  return {
    id: 'line-premium',
    agreementId: 'contract',
    itemId: 'item-premium',
    itemName: 'PC_CFQ-PREMIUM',
    itemSku: null,
    unitPrice: '25',
    unitCost: '20',
    rows: rowsOf(timeline, posted),
    ...fields,
  };
}

export function rowsOf(timeline: Timeline, posted = '0000-00'): UnitRow[] {
  const result: UnitRow[] = [];
  for (let month = '2026-01'; month <= '2027-12'; month = addMonths(month, 1)) {
    for (const stretch of stretchesBetween(timeline, firstDay(month), lastDay(month))) {
      result.push({
        from: stretch.from,
        to: stretch.to,
        units: stretch.quantity,
        cost: null,
        price: null,
        posted: month <= posted,
      });
    }
  }
  return result;
}

export const catalogue = (
  products: readonly { key: string; item: Item }[] = [
    { key: 'CFQ-PREMIUM', item: item() },
    { key: 'AZURE', item: azureItem },
  ],
): Catalogue => ({
  links: new Map(products.map(one => [one.key, { itemId: one.item.id, skipped: false }])),
  items: new Map(products.map(one => [one.item.id, one.item])),
  named: new Map(),
  limits: { description: 400, invoiceDescription: 1000 },
});

type Given = Omit<Partial<AgreementInput>, 'lines' | 'settings' | 'invoice'> & {
  lines: readonly Line[];
  settings?: Partial<ProgramSettings>;
  month?: string;
  invoiceId?: string;
  /** Whose line it is; one tenant’s unless said. */
  tenantOf?: (one: Line) => string;
};

export function plan(given: Given): AgreementPlan {
  const {
    lines,
    settings,
    month = SEPTEMBER,
    invoiceId = `inv-${month}`,
    tenantOf = () => 't-1',
    ...rest
  } = given;
  const input: AgreementInput = {
    invoice: {
      id: invoiceId,
      number: invoiceId,
      month,
      issued: null,
      status: 'approved',
      currency: 'AUD',
      hash: 'hash',
    },
    tenants: [
      {
        id: 't-1',
        name: 'Contoso',
        domain: 'contoso.onmicrosoft.com',
        hash: 'hash',
        lines: lines.length,
        cost: sum(lines.map(one => one.cost)),
      },
    ],
    lines: lines.map((one): CustomerLine => ({ tenantId: tenantOf(one), line: one })),
    agreement: agreement(),
    agreementId: 'contract',
    current: [],
    catalogue: catalogue(),
    memory: new Map(),
    decisions: [],
    charges: NO_CHARGES,
    strategy: 'cost-and-retail',
    shadow: false,
    ownDaysUntil: null,
    history: { first: false, revised: false, appliedAsIs: false, previousCost: null },
    total: null,
    reading: 'inclusive',
    agreementNumber: null,
    subscriptions: new Map([
      ['s-1', subscription('s-1')],
      ['s-azure', subscription('s-azure', { usage: true })],
    ]),
    book: productBook([product(), azure]),
    remembered: NOTHING_REMEMBERED,
    settings: { ...DEFAULT_SETTINGS, billingCodeId: '7', ...settings },
    ...rest,
  };
  return planAgreement(input).plan;
}

export const changesOf = (made: AgreementPlan): Adjust[] => made.lines.flatMap(one => one.changes);
/** `+2 2026-09-10`, with the new price when there is one. */
export const inShort = (made: AgreementPlan): string[] =>
  changesOf(made).map(change => {
    const sign = change.delta > 0 ? '+' : '';
    const price =
      change.lineId !== null && change.unitPrice !== undefined
        ? ` at ${change.unitCost}/${change.unitPrice}`
        : '';
    return `${sign}${change.delta} ${change.effective}${price}`;
  });
export const heldFor = (made: AgreementPlan): string[] =>
  made.lines.flatMap(one => one.holds.map(hold => hold.reason));
export const memoryOf = (made: AgreementPlan): Map<string, LineMemory> =>
  new Map(
    made.lines.map(one => [
      one.productKey,
      { ...one.leaves, itemId: one.itemId ?? `item-${one.productKey}` },
    ]),
  );

/** What stands after the plan was carried out, as the target would show it. */
export function carriedOut(
  made: AgreementPlan,
  before: readonly StandingLine[],
  posted?: string,
): StandingLine[] {
  const touched = made.lines.filter(one => one.changes.length > 0);
  const kept = before.filter(one => !touched.some(line => line.lineId === one.id));
  const now = touched.map(line => {
    const state = line.changes.at(-1)!.after;
    return standing(
      {
        id: line.lineId ?? `line-${line.productKey}`,
        itemId: line.itemId ?? `item-${line.productKey}`,
        unitPrice: state.unitPrice!,
        unitCost: state.unitCost,
        timeline: state.timeline,
      },
      posted,
    );
  });
  return [...kept, ...now];
}

export const costOf = (made: AgreementPlan): string => sum(made.entries.map(entry => entry.cost));
