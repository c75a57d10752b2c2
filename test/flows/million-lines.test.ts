/**
 * An invoice of very many lines, streamed from PRISM into the store and planned customer by customer: memory stays where
 * it was. 100,000 lines here; `LINES=1000000` for the whole million, which takes some minutes.
 */

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { planAgreement } from '../../src/plan/agreement-plan.ts';
import { NO_CHARGES } from '../../src/plan/charges/charge-book.ts';
import { NOTHING_REMEMBERED, type ProductBook, productBook } from '../../src/plan/invoice/join.ts';
import type { Invoice, Tenant } from '../../src/plan/invoice/line.ts';
import { lastDay } from '../../src/plan/numbers/calendar.ts';
import { add, sum } from '../../src/plan/numbers/decimal.ts';
import { type AgreementPlan, checksumOf } from '../../src/plan/plan.ts';
import { DEFAULT_SETTINGS } from '../../src/plan/settings.ts';
import { listTenantLines } from '../../src/store/invoices.ts';
import { type ReadInvoice, readInvoice, tenantFinder } from '../../src/sync/planning/read-invoice.ts';
import type { LineRecord } from '../sandbox/prism/book.ts';
import * as build from '../sandbox/prism/builders.ts';
import { seatProducts } from '../sandbox/worlds/msp-products.ts';
import { startSandboxes } from '../sandbox/worlds/world.ts';
import { type Bot, startBot, WORKSPACE } from '../support/bot.ts';
import { freshDatabase } from '../support/database.ts';

const LINES = Number(process.env.LINES ?? 100_000);
const LINES_EACH = 100;
const CUSTOMERS = LINES / LINES_EACH;
const PATIENCE = 120_000 + LINES;
const MONTH = '2026-09';
/** What the heap may grow by from the first tenth of a pass to its end, in megabytes. */
const FLAT = 32;

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

type Memory = { heap: number; buffers: number; rss: number };
const told: string[] = [];

/** Takes the memory at every tenth of a pass, garbage collected. */
function watch(what: string, total: number): { passed(count: number): void; grown(): number } {
  const taken: Memory[] = [];
  const started = performance.now();
  const mega = (bytes: number): number => Math.round(bytes / 1_048_576);
  return {
    passed: count => {
      if (count % Math.max(1, Math.floor(total / 10)) !== 0) return;
      collect();
      const { heapUsed, arrayBuffers, rss } = process.memoryUsage();
      taken.push({ heap: mega(heapUsed), buffers: mega(arrayBuffers), rss: mega(rss) });
      const seconds = Math.round((performance.now() - started) / 100) / 10;
      const { heap, buffers, rss: resident } = taken.at(-1)!;
      told.push(`${what} ${count}: heap ${heap}, buffers ${buffers}, rss ${resident} MB, ${seconds} s`);
    },
    grown: () => taken.at(-1)!.heap - taken[0]!.heap,
  };
}

const agreement = build.agreement({ holder: build.reseller() });
const domainOf = (customer: number): string => `customer${customer}.onmicrosoft.com`;
const tenants = Array.from(
  { length: CUSTOMERS },
  (_, at): Tenant => ({
    id: `tenant-${at}`,
    agreementId: agreement.id,
    domain: domainOf(at),
    customerId: `customer-${at}`,
    customerName: `Customer ${at}`,
    active: true,
    subscriptions: [],
  }),
);

/** Written while it is read: the file exists nowhere. */
function* lines(passed: (count: number) => void): Generator<LineRecord> {
  const rows = seatProducts.map(product =>
    build.line({
      subscription: build.subscription({ product, quantity: 1 }),
      quantity: 3,
      from: `${MONTH}-01`,
      to: lastDay(MONTH),
      unitCost: product.cost,
      unitPrice: product.retail,
    }),
  );
  for (let at = 0; at < LINES; at++) {
    const customer = Math.floor(at / LINES_EACH);
    passed(at + 1);
    yield {
      ...rows[at % rows.length]!,
      domain: domainOf(customer),
      customerName: `Customer ${customer}`,
      subscriptionId: build.guid(`line ${at}`),
    };
  }
}

let bot: Bot;
let drop: () => Promise<void>;
const reading = watch('read', LINES);

beforeAll(async () => {
  const sandboxes = await startSandboxes('2026-10-03T01:00:00Z');
  const { book } = sandboxes.prism;
  book.seed({
    customers: [build.reseller()],
    agreements: [agreement],
    priceLists: [build.priceList(agreement, '2026-01-01', [...seatProducts])],
  });
  const once = { [Symbol.iterator]: () => lines(reading.passed) };
  book.issue(build.invoice({ agreement, month: MONTH, lines: once }));
  const fresh = await freshDatabase();
  drop = fresh.drop;
  bot = await startBot(
    { ...sandboxes, billingCodeId: '1', mappings: [] },
    { db: fresh.db, url: fresh.url, close: async () => {} },
  );
  await bot.connect();
});
afterAll(async () => {
  process.stdout.write(`\n${told.join('\n')}\n\n`);
  await bot.close();
  await bot.world.close();
  await drop();
});

let read: ReadInvoice;
let book: ProductBook;

test(
  `${LINES} lines are read into the store without being held`,
  async () => {
    const source = await bot.context.openSource(WORKSPACE);
    const [invoice] = await source.listInvoices();
    book = productBook(await source.listProducts(agreement.id, lastDay(MONTH)));
    read = await readInvoice(bot.context, WORKSPACE, source, invoice!, tenantFinder(tenants));
    expect([read.lines, read.totals.length]).toEqual([LINES, CUSTOMERS]);
    expect(reading.grown()).toBeLessThan(FLAT);
  },
  PATIENCE,
);

test(
  'and planned customer by customer, every cent in a plan',
  async () => {
    const planning = watch('planned', CUSTOMERS);
    let [cost, planned] = ['0', 0];
    for (const [at, tenant] of tenants.entries()) {
      const plan = await planOf(tenant, read.invoice);
      cost = add(cost, sum(plan.entries.map(entry => entry.cost)));
      planned += plan.entries.reduce((count, entry) => count + entry.lines, 0);
      planning.passed(at + 1);
    }
    expect([planned, cost]).toEqual([LINES, read.cost]);
    expect(planning.grown()).toBeLessThan(FLAT);
  },
  PATIENCE,
);

/** Of a customer whose contract is empty yet. */
async function planOf(tenant: Tenant, invoice: Invoice): Promise<AgreementPlan> {
  const own = await listTenantLines(bot.context.db, WORKSPACE, read.revisionId, [tenant.id]);
  const { id, number, month, issued, status, currency } = invoice;
  const hash = checksumOf(own.map(({ line }) => line.key));
  const { customerName: name, domain } = tenant;
  const { plan } = planAgreement({
    invoice: { id, number, month, issued, status, currency, hash },
    tenants: [
      { id: tenant.id, name, domain, hash, lines: own.length, cost: sum(own.map(one => one.line.cost)) },
    ],
    lines: own,
    agreementId: tenant.customerId,
    agreement: {
      id: tenant.customerId,
      companyId: tenant.customerId,
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
    current: [],
    catalogue: {
      links: new Map(),
      items: new Map(),
      named: new Map(),
      limits: { description: 400, invoiceDescription: 1000 },
    },
    memory: new Map(),
    decisions: [],
    charges: NO_CHARGES,
    strategy: 'cost-and-retail',
    shadow: false,
    ownDaysUntil: null,
    history: { first: true, revised: false, appliedAsIs: false, previousCost: null },
    total: null,
    reading: read.reading,
    agreementNumber: null,
    subscriptions: new Map(),
    book,
    remembered: NOTHING_REMEMBERED,
    settings: { ...DEFAULT_SETTINGS, billingCodeId: '1' },
  });
  expect(plan.lines.every(line => line.changes.length === 1)).toBe(true);
  return plan;
}
