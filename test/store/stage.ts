/** Small whole values to store, and the instants of a day in October 2026. */
import { sql } from 'kysely';
import type { Database } from '../../db/schema.ts';
import type { Adjust, CreateItem } from '../../src/plan/change.ts';
import type { Invoice, Line } from '../../src/plan/invoice/line.ts';
import type { LineMemory } from '../../src/plan/memory.ts';
import { type AgreementPlan, checksumOf } from '../../src/plan/plan.ts';
import type { Mapping } from '../../src/plan/settings.ts';
import type { InvoiceLine } from '../../src/store/invoices.ts';
import { savePlan } from '../../src/store/plans.ts';
import { type RunRequest, saveRun } from '../../src/store/runs.ts';
import { saveWorkspace } from '../../src/store/workspaces.ts';

/** `09:30` of 3 October 2026, UTC. */
export const at = (time: string): Date => new Date(`2026-10-03T${time}:00Z`);

let count = 0;

/** Two that no other test uses, so that all tests of a file share a database. */
export async function twoWorkspaces(db: Database): Promise<{ here: string; there: string }> {
  count += 1;
  const [here, there] = [`T-here-${count}`, `T-there-${count}`];
  for (const id of [here, there]) await saveWorkspace(db, { id, name: `Workspace ${id}`, at: at('00:00') });
  return { here, there };
}

/** Until a session of this database waits for a lock that another one holds. */
export async function untilOneWaits(db: Database): Promise<void> {
  for (;;) {
    const { rows } = await sql`
      select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
    `.execute(db);
    if (rows.length > 0) return;
  }
}

export const mapping = (changed: Partial<Mapping> = {}): Omit<Mapping, 'id'> => ({
  tenantId: 'tenant-1',
  tenantDomain: 'contoso.example',
  customerName: 'Contoso',
  sourceAgreementId: 'source-1',
  companyId: '11',
  chargeAgreementId: null,
  agreementId: '101',
  strategy: 'cost-and-retail',
  startMonth: '2026-09',
  shadow: false,
  syncOn: true,
  excludedBecause: null,
  ...changed,
});

export const invoice = (changed: Partial<Invoice> = {}): Invoice => ({
  id: 'invoice-1',
  number: 'INV-1',
  agreementId: 'source-1',
  program: 'Microsoft CSP',
  kind: 'standard',
  status: 'approved',
  month: '2026-09',
  issued: '2026-10-01',
  currency: 'AUD',
  total: '1234567890123456.1234',
  ...changed,
});

export const line = (row: number, changed: Partial<Line> = {}): Line => ({
  key: `invoice-1:${String(row).padStart(6, '0')}:1`,
  row,
  subscriptionId: `subscription-${row}`,
  domain: 'contoso.example',
  customerName: 'Contoso',
  agreementNumber: null,
  offerName: 'Microsoft 365 Business Premium',
  description: 'Cycle fee',
  from: '2026-09-01',
  to: '2026-09-30',
  quantity: '10',
  unitCost: '27.1',
  unitPrice: '33',
  ratio: null,
  cost: '271.005',
  price: '330',
  term: 'P1M',
  billing: 'monthly',
  sku: 'CFQ7TTC0LCHC:0002',
  productId: null,
  currency: 'AUD',
  ...changed,
});

export async function* arriving(lines: Iterable<InvoiceLine>): AsyncGenerator<InvoiceLine> {
  yield* lines;
}

export const newRun = (changed: Partial<RunRequest> = {}): RunRequest => ({
  kind: 'customers',
  trigger: 'person',
  requestedBy: 'U-anna',
  at: at('09:00'),
  ...changed,
});

export const plan = (changed: Partial<AgreementPlan> = {}): AgreementPlan => {
  const body = {
    kind: 'agreement' as const,
    agreement: {
      id: '101',
      companyId: '11',
      companyName: 'Contoso',
      name: 'Managed services',
      recurring: true,
      kindWord: 'Recurring Service',
      takesCharges: true,
      active: true,
      period: 'monthly' as const,
      from: '2026-01-01',
      to: '2026-12-31',
    },
    tenants: [],
    invoice: { ...invoice(), hash: 'h1' },
    items: [],
    lines: [],
    charges: [],
    charged: [],
    holds: [],
    problems: [],
    exclusions: [],
    warnings: ['Subscription cost unit price changed'],
    doubleBilling: [],
    asks: [],
    shadow: false,
    entries: [],
    ...changed,
  };
  return { ...body, checksum: checksumOf(body) };
};

/** A run with one proposed plan that expires a week later. */
export async function plannedRun(
  db: Database,
  workspaceId: string,
  { subject = '101', body = plan(), run = newRun() } = {},
): Promise<{ runNumber: number; planId: string; checksum: string }> {
  const { number: runNumber } = await saveRun(db, workspaceId, run);
  const planId = await savePlan(db, workspaceId, {
    runNumber,
    position: 1,
    subject,
    month: '2026-09',
    plan: body,
    madeAt: at('09:01'),
    expiresAt: new Date('2026-10-10T09:01:00Z'),
  });
  return { runNumber, planId, checksum: body.checksum };
}

const state = (quantity: number): Adjust['before'] => ({
  timeline: quantity === 0 ? [] : [{ from: '2026-09-01', quantity }],
  unitPrice: '33',
  unitCost: '27.1',
});

export const adjust = (key: string, changed: Partial<Adjust> = {}): Adjust => ({
  kind: 'adjust',
  key,
  mark: `prism-bot:${key}`,
  productKey: 'sku-1',
  agreementId: '101',
  itemId: '501',
  lineId: '901',
  before: state(10),
  after: state(12),
  money: { cost: '54.2', price: '66' },
  effective: '2026-09-01',
  delta: 2,
  ...changed,
});

export const createItem = (key: string, changed: Partial<CreateItem> = {}): CreateItem => ({
  kind: 'create-item',
  key,
  mark: `prism-bot:${key}`,
  productKey: 'sku-1',
  name: 'PC_sku-1',
  description: 'Microsoft 365 Business Premium',
  invoiceDescription: 'Microsoft 365 Business Premium',
  unitPrice: '33.0000',
  unitCost: '27.1000',
  period: 'monthly',
  ...changed,
});

export const memory = (changed: Partial<LineMemory> = {}): LineMemory => ({
  productKey: 'sku-1',
  productName: 'Microsoft 365 Business Premium',
  itemId: '501',
  lineId: '901',
  month: '2026-09',
  kind: 'seat',
  subscriptions: [{ id: 's1', tenantId: 'tenant-1', seats: 12, unitCost: '27.1', unitPrice: null }],
  state: state(12),
  ...changed,
});
