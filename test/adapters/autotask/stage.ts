import { onTestFinished } from 'vitest';
import { SetClock } from '../../../src/clock.ts';
import type { Adjust, Charge, CreateItem, RemoveCharge, RepriceItem } from '../../../src/plan/change.ts';
import { type AutotaskOptions, createAutotask } from '../../../src/targets/autotask/index.ts';
import type { WriteContext } from '../../../src/targets/target.ts';
import { startAutotask } from '../../sandbox/autotask/index.ts';
import type { AutotaskSwitches } from '../../sandbox/autotask/switches.ts';

/** What `work` throws. */
export async function caught(work: () => unknown): Promise<unknown> {
  try {
    await work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

/** A sandbox and a target that is logged in to it, gone when the test has finished. */
export async function stage({
  switches = {},
  latencyMs = 0,
}: {
  switches?: Partial<AutotaskSwitches>;
  latencyMs?: number;
} = {}) {
  const clock = new SetClock('2026-10-05T00:00:00Z');
  const autotask = await startAutotask({ clock, switches, latencyMs });
  onTestFinished(() => autotask.close());
  const { userName, secret, integrationCode } = autotask.user;
  const credentials = { userName, secret, integrationCode };
  const connect = (more: Partial<AutotaskOptions> = {}) => {
    const target = createAutotask({ credentials, zoneUrl: autotask.zoneUrl, clock, ...more });
    onTestFinished(() => target.close());
    return target;
  };
  const { book, requests, faults } = autotask;
  const billingCode = book.addBillingCode();
  const materialCode = book.addBillingCode({ name: 'Cloud charges', useType: 4 });
  /** One customer with one contract and one service standing on it. */
  const small = () => {
    const company = book.addCompany({ companyName: 'Contoso' });
    const contract = book.addContract({ companyID: company.id });
    const service = book.addService({
      name: 'PC_A',
      billingCodeID: billingCode.id,
      unitPrice: '25.5',
      unitCost: '20.25',
    });
    const line = book.addContractService({ contractId: contract.id, serviceId: service.id, units: 4 });
    return { company, contract, service, line };
  };
  return {
    clock,
    autotask,
    book,
    requests,
    faults,
    credentials,
    connect,
    target: connect(),
    billingCode,
    materialCode,
    small,
  };
}

const common = { key: 'change-1', mark: 'mark-1', productKey: 'A' };
const nothing = { timeline: [], unitPrice: null, unitCost: null };

export const adjust = (agreementId: number, more: Partial<Adjust> = {}): Adjust => ({
  ...common,
  kind: 'adjust',
  agreementId: String(agreementId),
  itemId: null,
  lineId: null,
  before: nothing,
  after: nothing,
  money: { cost: '0', price: '0' },
  effective: '2026-09-10',
  delta: 2,
  ...more,
});

export const createItem = (more: Partial<CreateItem> = {}): CreateItem => ({
  ...common,
  kind: 'create-item',
  name: 'PC_B',
  description: 'A product',
  invoiceDescription: 'A product, by the month',
  unitPrice: '12.3400',
  unitCost: '10.1',
  period: 'monthly',
  ...more,
});

export const repriceItem = (itemId: number, unitCost: string | null): RepriceItem => ({
  ...common,
  kind: 'reprice-item',
  itemId: String(itemId),
  before: { unitPrice: '25.5', unitCost: null },
  after: { unitPrice: '26.1234', unitCost },
});

const credit = {
  date: '2026-09-30',
  name: 'Microsoft 365 Business Premium',
  description: 'Credit of invoice NW-2026-10',
  money: { cost: '-7.70', price: '-9.60' },
};

export const charge = (agreementId: number, more: Partial<Charge> = {}): Charge => ({
  ...{ ...common, kind: 'charge', agreementId: String(agreementId), agreementName: 'Cloud services' },
  source: { invoiceId: 'invoice-1', tenantId: 'tenant-1', productKey: null, lines: ['line-1'] },
  ...credit,
  ...more,
});

export const removeCharge = (agreementId: number, chargeId: string): RemoveCharge => ({
  ...{ ...common, kind: 'remove-charge', agreementId: String(agreementId), agreementName: 'Cloud services' },
  chargeId,
  before: credit,
});

export const context = (more: Partial<WriteContext> = {}): WriteContext => ({
  itemId: null,
  lineId: null,
  billingCodeId: null,
  vendorId: null,
  sending: async () => {},
  ...more,
});
