/** Very many customers, each with one line of each of some products: for figures, not for stories. */
import { lastDay, type Month } from '../../../src/plan/numbers/calendar.ts';
import type { InvoiceRecord } from '../prism/book.ts';
import * as build from '../prism/builders.ts';
import { seatProducts } from './msp-products.ts';
import { mapping, startSandboxes, type World } from './world.ts';

export type LargeWorld = World & {
  /** `changed`: the share of lines whose quantity is another than in the month before. */
  issue(month: Month, changed?: number): InvoiceRecord;
};

const START = '2026-09';

export async function startLarge({ customers = 500, linesEach = 20 } = {}): Promise<LargeWorld> {
  const sandboxes = await startSandboxes('2026-10-03T01:00:00Z');
  const { prism, autotask } = sandboxes;
  const us = build.reseller();
  const agreement = build.agreement({ holder: us });
  const sold = seatProducts.slice(0, linesEach);
  const held = Array.from({ length: customers }, (_, at) => {
    const customer = build.customer({ name: `Customer ${String(at + 1).padStart(4, '0')}` });
    const subscriptions = sold.map(product =>
      build.subscription({ product, quantity: 5, name: `of customer ${at + 1}` }),
    );
    return { customer, subscriptions, tenant: build.tenant({ agreement, customer, subscriptions }) };
  });
  prism.book.seed({
    customers: [us, ...held.map(({ customer }) => customer)],
    agreements: [agreement],
    tenants: held.map(({ tenant }) => tenant),
    priceLists: [build.priceList(agreement, '2026-01-01', [...seatProducts])],
  });
  const { book } = autotask;
  const code = book.addBillingCode({ name: 'Cloud licences' });
  const contracts = held.map(({ customer: { name } }) =>
    book.addContract({
      companyID: book.addCompany({ companyName: name }).id,
      contractName: `${name} cloud services`,
    }),
  );
  let turn = 0;
  return {
    ...sandboxes,
    billingCodeId: String(code.id),
    mappings: held.map(({ tenant }, at) => mapping(tenant, contracts[at]!, START)),
    issue: (month, changed = 0) => {
      turn += 1;
      let row = 0;
      const lines = held.flatMap(({ tenant, subscriptions }) =>
        subscriptions.map((subscription, at) => {
          const moves = changed > 0 && (row++ * 7919) % 10_000 < changed * 10_000;
          if (moves) subscription.quantity = String(Number(subscription.quantity) + 1);
          return build.line({
            tenant,
            subscription,
            quantity: Number(subscription.quantity),
            from: `${month}-01`,
            to: lastDay(month),
            unitCost: sold[at]!.cost,
            unitPrice: sold[at]!.retail,
          });
        }),
      );
      return prism.book.issue(build.invoice({ agreement, month, lines, number: `INV-${month}-${turn}` }));
    },
  };
}
