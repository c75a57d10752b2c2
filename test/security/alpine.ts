/** A world of one customer, with nothing in it that stands in the small world too. */
import { SetClock } from '../../src/clock.ts';
import { startAutotask } from '../sandbox/autotask/index.ts';
import { user } from '../sandbox/autotask/users.ts';
import * as build from '../sandbox/prism/builders.ts';
import { startPrism } from '../sandbox/prism/index.ts';
import { mapping, type World } from '../sandbox/worlds/world.ts';

export async function startAlpine(at = '2026-10-03T01:00:00Z'): Promise<World> {
  const clock = new SetClock(at);
  const prism = await startPrism({
    clock,
    clients: [{ clientId: 'alpine-client', clientSecret: 'alpine-client-secret-0001' }],
  });
  const login = {
    userName: 'api@alpine.example',
    secret: 'alpine-secret-0001',
    integrationCode: 'ALPINECODE0001',
  };
  const autotask = await startAutotask({ clock, users: [user(login)] });
  const us = build.reseller('Alpine IT');
  const held = build.agreement({ holder: us, number: '7654321' });
  const suite = build.product({ name: 'Alpine Suite', cost: '3', retail: '4' });
  const seats = build.subscription({ product: suite, quantity: 2 });
  const hut = build.customer({ name: 'Alpine Hut' });
  const tenant = build.tenant({ agreement: held, customer: hut, subscriptions: [seats] });
  prism.book.seed({
    customers: [us, hut],
    agreements: [held],
    tenants: [tenant],
    priceLists: [build.priceList(held, '2026-01-01', [suite])],
  });
  const lines = [
    build.line({
      ...{ tenant, subscription: seats, quantity: 2, from: '2026-09-01', to: '2026-09-30' },
      ...{ unitCost: '3', unitPrice: '4' },
    }),
  ];
  prism.book.issue(build.invoice({ agreement: held, month: '2026-09', lines, number: 'ALP-1' }));
  const { book } = autotask;
  const code = book.addBillingCode({ name: 'Alpine licences' });
  const company = book.addCompany({ companyName: 'Alpine Hut' });
  const contract = book.addContract({ companyID: company.id, contractName: 'Alpine Hut services' });
  return {
    ...{ clock, prism, autotask, chargeCodeId: null },
    billingCodeId: String(code.id),
    mappings: [mapping(tenant, contract, '2026-09')],
    close: async () => {
      await Promise.all([prism.close(), autotask.close()]);
    },
  };
}
