/**
 * A whole MSP: 120 customers, 1,500 invoice lines a month, three consecutive usage months. Nothing is drawn by chance:
 * the same world every time. Autotask has the contracts but none of the services; a fourth of the contracts carry a
 * service of the MSP's own, which is nobody's business here.
 */
import { addMonths, type Month, nextMonth } from '../../../src/plan/numbers/calendar.ts';
import type { ContractRecord } from '../autotask/records.ts';
import type { InvoiceRecord, LineRecord, TenantRecord } from '../prism/book.ts';
import * as build from '../prism/builders.ts';
import { type MspCustomer, mspCustomers } from './msp-customers.ts';
import {
  type Change,
  dearer,
  type Held,
  JULY,
  linesOf,
  productOf,
  SEPTEMBER,
  septemberChanges,
} from './msp-months.ts';
import { azure, seatProducts } from './msp-products.ts';
import { mapping, startSandboxes, type World } from './world.ts';

export type MspWorld = World & {
  customers: MspCustomer[];
  /** By tenant domain, those of customers that are not mapped too. */
  contracts: Map<string, ContractRecord>;
  held: Held[];
  /** What happens in September. */
  changes: ReadonlyMap<Held, Change>;
  linesOf(month: Month): LineRecord[];
  issue(month: Month): InvoiceRecord;
  /** The month is over: the clock stands on the 3rd of the next, PRISM shows what changed, the invoice is there. */
  turn(month: Month): InvoiceRecord;
  /** Approves and posts the billing periods that start with the month, as a billing clerk does. */
  post(month: Month): void;
};

const morningAfter = (month: Month): string => `${nextMonth(month)}-03T01:00:00Z`;

export async function startMsp({ at = morningAfter(JULY) } = {}): Promise<MspWorld> {
  const sandboxes = await startSandboxes(at);
  const { prism, autotask, clock } = sandboxes;
  const us = build.reseller();
  const agreement = build.agreement({ holder: us });
  const customers = mspCustomers();
  const tenants = new Map<string, TenantRecord>();
  const people = customers.map(({ name, domains, holdings }) => {
    const customer = build.customer({ name });
    for (const [which, domain] of domains.entries()) {
      const subscriptions = holdings
        .filter(({ tenant }) => tenant === which)
        .map(({ subscription }) => subscription);
      tenants.set(domain, build.tenant({ agreement, customer, domain, subscriptions }));
    }
    return customer;
  });
  prism.book.seed({
    customers: [us, ...people],
    agreements: [agreement],
    tenants: [...tenants.values()],
    priceLists: [
      build.priceList(agreement, '2025-01-01', [...seatProducts, azure]),
      build.priceList(agreement, `${SEPTEMBER}-01`, [...seatProducts, azure].map(dearer)),
    ],
  });

  const { book } = autotask;
  const code = book.addBillingCode({ name: 'Cloud licences' });
  const ownCode = book.addBillingCode({ name: 'Managed services' });
  const own = book.addService({ name: 'Managed workplace', billingCodeID: ownCode.id, unitPrice: '85' });
  const contracts = new Map<string, ContractRecord>();
  for (const { name, domains, contractStart, managed } of customers) {
    const contract = book.addContract({
      companyID: book.addCompany({ companyName: `${name} Pty Ltd` }).id,
      contractName: `${name} cloud services`,
      startDate: contractStart,
    });
    if (managed) book.addContractService({ contractId: contract.id, serviceId: own.id, units: 12 });
    for (const domain of domains) contracts.set(domain, contract);
  }

  const held = customers.flatMap(customer =>
    customer.holdings.map(
      ({ subscription, tenant, quantity }): Held => ({
        customer,
        tenant: tenants.get(customer.domains[tenant]!)!,
        subscription,
        product: productOf(subscription),
        quantity,
      }),
    ),
  );
  const changes = septemberChanges(held);
  const lines = (month: Month): LineRecord[] =>
    linesOf(month, held, month === SEPTEMBER ? changes : new Map());
  const issue = (month: Month): InvoiceRecord =>
    prism.book.issue(build.invoice({ agreement, month, lines: lines(month) }));
  return {
    ...sandboxes,
    billingCodeId: String(code.id),
    customers,
    contracts,
    held,
    changes,
    mappings: customers
      .filter(({ standing }) => standing !== 'unmapped')
      .flatMap(({ domains, standing }) =>
        domains.map(domain => ({
          ...mapping(tenants.get(domain)!, contracts.get(domain)!, JULY),
          syncOn: standing !== 'sync-off',
          excludedBecause: standing === 'excluded' ? 'Bills its own licences' : null,
        })),
      ),
    linesOf: lines,
    issue,
    turn: month => {
      clock.set(morningAfter(month));
      if (month === SEPTEMBER) show(changes);
      return issue(month);
    },
    post: month => {
      for (const contract of new Set(contracts.values())) {
        const { startDate } = contract;
        if (startDate <= `${month}-01` && startDate.endsWith('-01')) book.post(contract.id, `${month}-01`);
      }
    },
  };
}

/** PRISM's subscriptions as September left them. */
function show(changes: ReadonlyMap<Held, Change>): void {
  for (const [{ subscription, tenant }, change] of changes) {
    if (change.kind === 'cancelled') subscription.status = 'Cancelled';
    if (change.kind === 'quantity') subscription.quantity = String(change.quantity);
    if (change.kind === 'new') tenant.subscriptions.push(subscription);
  }
}

export const MONTHS: readonly Month[] = [JULY, addMonths(JULY, 1), SEPTEMBER];
