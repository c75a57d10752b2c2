/** One PRISM and one Autotask for several workspaces, of which each sees its own customers, products and contracts. */
import { lastDay } from '../../../src/plan/numbers/calendar.ts';
import type { Mapping } from '../../../src/plan/settings.ts';
import { type AutotaskUser, user } from '../../sandbox/autotask/users.ts';
import * as build from '../../sandbox/prism/builders.ts';
import { mapping, startSandboxes } from '../../sandbox/worlds/world.ts';

/** Of each workspace: so many customers, each with a line of each of so many products. */
export type Size = { workspaces: number; customers: number; lines: number };

export type Lands = {
  world: Awaited<ReturnType<typeof startSandboxes>>;
  /** The month's invoice. */
  issue(): void;
  billingCodeId: string;
  /** By workspace. */
  each: { user: AutotaskUser; mappings: Omit<Mapping, 'id'>[] }[];
};

const MONTH = '2026-09';

/** Nothing of what PRISM bills stands in Autotask. */
export async function startLands({ workspaces, customers, lines }: Size): Promise<Lands> {
  const world = await startSandboxes('2026-10-03T01:00:00Z');
  const { prism, autotask } = world;
  const us = build.reseller();
  const agreement = build.agreement({ holder: us });
  const lands = Array.from({ length: workspaces }, (_, land) => {
    const products = Array.from({ length: lines }, (_, at) =>
      build.product({
        name: `Plan ${at + 1} of land ${land + 1}`,
        cost: `${at + 10}.5`,
        retail: `${at + 14}`,
      }),
    );
    const held = Array.from({ length: customers }, (_, at) => {
      const customer = build.customer({ name: `Customer ${at + 1} of land ${land + 1}` });
      const subscriptions = products.map((product, at) => build.subscription({ product, quantity: at + 2 }));
      return { customer, subscriptions, tenant: build.tenant({ agreement, customer, subscriptions }) };
    });
    return { products, held };
  });
  const held = lands.flatMap(land => land.held);
  prism.book.seed({
    customers: [us, ...held.map(({ customer }) => customer)],
    agreements: [agreement],
    tenants: held.map(({ tenant }) => tenant),
    priceLists: [
      build.priceList(
        agreement,
        '2026-01-01',
        lands.flatMap(({ products }) => products),
      ),
    ],
  });
  const { book } = autotask;
  const code = book.addBillingCode({ name: 'Cloud licences' });
  return {
    world,
    issue: () =>
      void prism.book.issue(
        build.invoice({
          agreement,
          month: MONTH,
          lines: lands.flatMap(({ products, held }) =>
            held.flatMap(({ tenant, subscriptions }) =>
              subscriptions.map((subscription, at) =>
                build.line({
                  tenant,
                  subscription,
                  quantity: Number(subscription.quantity),
                  from: `${MONTH}-01`,
                  to: lastDay(MONTH),
                  unitCost: products[at]!.cost,
                  unitPrice: products[at]!.retail,
                }),
              ),
            ),
          ),
        }),
      ),
    billingCodeId: String(code.id),
    each: lands.map(({ held }, land) => {
      const one = user({
        userName: `bot-${land + 1}@northwind.example`,
        integrationCode: `CODE${land + 1}OFTHELAND`,
      });
      autotask.users.push(one);
      return {
        user: one,
        mappings: held.map(({ tenant, customer: { name } }) => {
          const companyID = book.addCompany({ companyName: name }).id;
          return mapping(tenant, book.addContract({ companyID, contractName: `${name}, cloud` }), MONTH);
        }),
      };
    }),
  };
}
