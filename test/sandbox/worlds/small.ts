/**
 * A small MSP in three months of its life, written by hand: three customers that are mapped, one that nobody mapped, and
 * in their invoices every ordinary case of the rulebook. What goes wrong beyond that is arranged by whoever needs it.
 *
 * | customer         | in September                                     | in October                            |
 * | ---------------- | ------------------------------------------------ | ------------------------------------- |
 * | Contoso          | 4 → 6 seats from the 10th; Azure; a credit       | all month; Azure again                |
 * | Fabrikam         | decrease in its first 7 days; two subscriptions of one product; one cancelled, one new; yearly paid monthly and yearly paid yearly | price change on the 12th |
 * | Adventure Works  | new from the 15th, on a contract without lines   | one more                              |
 * | Tailspin Toys    | on the invoice, mapped to nobody                 | the same                              |
 */
import { lastDay, type Month } from '../../../src/plan/numbers/calendar.ts';
import type { InvoiceRecord, LineRecord, SubscriptionRecord } from '../prism/book.ts';
import * as build from '../prism/builders.ts';
import { mapping, startSandboxes, type World } from './world.ts';

export type SmallWorld = World & {
  products: Record<
    'premium' | 'standard' | 'e5' | 'e3Yearly' | 'visioYearly' | 'azure',
    ReturnType<typeof build.product>
  >;
  tenants: Record<'contoso' | 'fabrikam' | 'adventure' | 'tailspin', ReturnType<typeof build.tenant>>;
  contracts: Record<'contoso' | 'fabrikam' | 'adventure', { id: number; companyID: number }>;
  /** Lines of the months that are written down; a test may change them before it issues the invoice. */
  lines: { september: LineRecord[]; october: LineRecord[]; november: LineRecord[] };
  /** Seats of a subscription that a test adds by itself. */
  seats(
    tenant: keyof SmallWorld['tenants'],
    subscription: SubscriptionRecord,
    price: { cost: string; retail: string },
  ): (month: Month, quantity: number, from?: number, to?: number) => LineRecord;
  issue(month: Month, lines: Iterable<LineRecord>, given?: Partial<InvoiceRecord>): InvoiceRecord;
};

export async function startSmall(at = '2026-10-03T01:00:00Z'): Promise<SmallWorld> {
  const sandboxes = await startSandboxes(at);
  const { prism, autotask } = sandboxes;
  const us = build.reseller();
  const held = build.agreement({ holder: us });
  const products = {
    premium: build.product({ name: 'Microsoft 365 Business Premium', cost: '20', retail: '25' }),
    standard: build.product({ name: 'Microsoft 365 Business Standard', cost: '12.5', retail: '15.6' }),
    e5: build.product({ name: 'Microsoft 365 E5', cost: '51.3333', retail: '60' }),
    e3Yearly: build.product({ name: 'Office 365 E3', cost: '22.4', retail: '28', term: 'P1Y' }),
    visioYearly: build.product({
      name: 'Visio Plan 2',
      cost: '155',
      retail: '180',
      term: 'P1Y',
      billing: 'annual',
    }),
    azure: build.usageProduct({ name: 'Azure plan', cost: '0', retail: '0' }),
  };
  const { premium, standard, e5, e3Yearly, visioYearly, azure } = products;
  const sub = build.subscription;
  const subs = {
    contosoPremium: sub({ product: premium, quantity: 6 }),
    contosoAzure: sub({ product: azure, quantity: 1 }),
    fabrikamStandard: sub({ product: standard, quantity: 8 }),
    fabrikamE5: sub({ product: e5, quantity: 3, name: 'head office' }),
    fabrikamE5Branch: sub({ product: e5, quantity: 2, name: 'branch' }),
    fabrikamPremium: sub({ product: premium, quantity: 5, status: 'Cancelled' }),
    fabrikamE3: sub({ product: e3Yearly, quantity: 4 }),
    fabrikamVisio: sub({ product: visioYearly, quantity: 1 }),
    adventurePremium: sub({ product: premium, quantity: 7 }),
    tailspinPremium: sub({ product: premium, quantity: 2 }),
  };
  const people = {
    contoso: build.customer({ name: 'Contoso Ltd' }),
    fabrikam: build.customer({ name: 'Fabrikam Pty Ltd' }),
    adventure: build.customer({ name: 'Adventure Works' }),
    tailspin: build.customer({ name: 'Tailspin Toys' }),
  };
  const tenants = {
    contoso: build.tenant({
      agreement: held,
      customer: people.contoso,
      subscriptions: [subs.contosoPremium, subs.contosoAzure],
    }),
    fabrikam: build.tenant({
      agreement: held,
      customer: people.fabrikam,
      subscriptions: [
        subs.fabrikamStandard,
        subs.fabrikamE5,
        subs.fabrikamE5Branch,
        subs.fabrikamPremium,
        subs.fabrikamE3,
        subs.fabrikamVisio,
      ],
    }),
    adventure: build.tenant({
      agreement: held,
      customer: people.adventure,
      subscriptions: [subs.adventurePremium],
    }),
    tailspin: build.tenant({
      agreement: held,
      customer: people.tailspin,
      subscriptions: [subs.tailspinPremium],
    }),
  };
  prism.book.seed({
    customers: [us, ...Object.values(people)],
    agreements: [held],
    tenants: Object.values(tenants),
    priceLists: [build.priceList(held, '2026-01-01', Object.values(products))],
  });

  const { book } = autotask;
  const code = book.addBillingCode({ name: 'Cloud licences' });
  const chargeCode = book.addBillingCode({ name: 'Cloud charges', useType: 4 });
  const contractOf = (name: string) =>
    book.addContract({
      companyID: book.addCompany({ companyName: name }).id,
      contractName: `${name} cloud services`,
    });
  const contracts = {
    contoso: contractOf('Contoso Ltd'),
    fabrikam: contractOf('Fabrikam Pty Ltd'),
    adventure: contractOf('Adventure Works'),
  };

  const seats =
    (
      tenant: keyof typeof tenants,
      subscription: ReturnType<typeof sub>,
      price: { cost: string; retail: string },
    ) =>
    (month: Month, quantity: number, from = 1, to = Number(lastDay(month).slice(8))) =>
      build.line({
        tenant: tenants[tenant],
        subscription,
        quantity,
        from: `${month}-${String(from).padStart(2, '0')}`,
        to: `${month}-${String(to).padStart(2, '0')}`,
        unitCost: price.cost,
        unitPrice: price.retail,
      });
  const line = {
    contosoPremium: seats('contoso', subs.contosoPremium, premium),
    fabrikamStandard: seats('fabrikam', subs.fabrikamStandard, standard),
    fabrikamE5: seats('fabrikam', subs.fabrikamE5, e5),
    fabrikamE5Branch: seats('fabrikam', subs.fabrikamE5Branch, e5),
    fabrikamPremium: seats('fabrikam', subs.fabrikamPremium, premium),
    fabrikamE3: seats('fabrikam', subs.fabrikamE3, e3Yearly),
    adventurePremium: seats('adventure', subs.adventurePremium, premium),
    tailspinPremium: seats('tailspin', subs.tailspinPremium, premium),
  };
  const usage = (month: Month, cost: string, retail: string) =>
    build.line({
      tenant: tenants.contoso,
      subscription: subs.contosoAzure,
      quantity: 1,
      from: `${month}-01`,
      to: lastDay(month),
      unitCost: cost,
      unitPrice: retail,
      subTotal: cost,
      subTotalRetail: retail,
    });
  const [september, october, november] = ['2026-09', '2026-10', '2026-11'];
  const lines = {
    september: [
      line.contosoPremium(september, 4, 1, 9),
      line.contosoPremium(september, 6, 10),
      usage(september, '212.37', '265.46'),
      build.line({
        tenant: tenants.contoso,
        subscription: subs.contosoPremium,
        quantity: 1,
        from: '2026-08-20',
        to: '2026-08-31',
        unitCost: '-20',
        unitPrice: '-25',
        description: 'Credit for a seat removed in August',
      }),
      line.fabrikamStandard(september, 10, 1, 5),
      line.fabrikamStandard(september, 8, 6),
      line.fabrikamE5(september, 3),
      line.fabrikamE5Branch(september, 2, 18),
      line.fabrikamPremium(september, 5, 1, 20),
      line.fabrikamE3(september, 4),
      build.line({
        tenant: tenants.fabrikam,
        subscription: subs.fabrikamVisio,
        quantity: 1,
        from: '2026-09-03',
        to: '2027-09-02',
        unitCost: visioYearly.cost,
        unitPrice: visioYearly.retail,
        ratio: '1',
      }),
      line.adventurePremium(september, 6, 15),
      line.tailspinPremium(september, 2),
    ],
    october: [
      line.contosoPremium(october, 6),
      usage(october, '198.04', '247.55'),
      line.fabrikamStandard(october, 8),
      line.fabrikamE5(october, 3, 1, 11),
      seats('fabrikam', subs.fabrikamE5, { cost: '53.9', retail: '63' })(october, 3, 12),
      line.fabrikamE5Branch(october, 2, 1, 11),
      seats('fabrikam', subs.fabrikamE5Branch, { cost: '53.9', retail: '63' })(october, 2, 12),
      line.fabrikamE3(october, 4),
      line.adventurePremium(october, 6, 1, 14),
      line.adventurePremium(october, 7, 15),
      line.tailspinPremium(october, 2),
    ],
    november: [
      line.contosoPremium(november, 6),
      usage(november, '205.11', '256.39'),
      line.fabrikamStandard(november, 8),
      seats('fabrikam', subs.fabrikamE5, { cost: '53.9', retail: '63' })(november, 3),
      seats('fabrikam', subs.fabrikamE5Branch, { cost: '53.9', retail: '63' })(november, 2),
      line.fabrikamE3(november, 4),
      line.adventurePremium(november, 7),
      line.tailspinPremium(november, 2),
    ],
  };
  return {
    ...sandboxes,
    billingCodeId: String(code.id),
    chargeCodeId: String(chargeCode.id),
    mappings: [
      mapping(tenants.contoso, contracts.contoso, september),
      mapping(tenants.fabrikam, contracts.fabrikam, september),
      mapping(tenants.adventure, contracts.adventure, september),
    ],
    products,
    tenants,
    contracts,
    lines,
    seats,
    issue: (month, content, given = {}) =>
      prism.book.issue(build.invoice({ agreement: held, month, lines: content, ...given })),
  };
}
