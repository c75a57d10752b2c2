import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { agreement, customer, product, usageProduct } from '../../sandbox/prism/builders.ts';
import { contoso, failure, held, issue, premium, startWorld, us, type World } from './prism-fixture.ts';

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(async () => {
  expect(world.sandbox.requests.forbidden).toEqual([]);
  expect(world.sandbox.requests.unknown).toEqual([]);
  await world.close();
});

describe('agreements', () => {
  test('are those of Microsoft CSP, each once, named by the partner’s own record', async () => {
    const { book } = world.sandbox;
    const other = agreement({ holder: us, id: 'second-csp', number: null });
    book.agreements.push(
      { ...held, customerId: customer({ name: 'Contoso' }).id },
      agreement({ holder: us, program: 'Microsoft SPLA' }),
      other,
    );
    book.customers.reverse();
    expect(await world.prism.check()).toEqual({
      agreements: [
        { id: held.id, name: us.name, program: 'Microsoft CSP Indirect', number: '1234567' },
        { id: 'second-csp', name: us.name, program: 'Microsoft CSP Indirect', number: null },
      ],
    });
    expect(world.sandbox.requests.all.map(({ route }) => route)).toEqual(['token', 'me', 'customers']);
  });

  test('one record that cannot be read does not hide the others; none that can is an error', async () => {
    const { book } = world.sandbox;
    book.customers.push(customer({ name: 'Broken', raw: { CustomerName: undefined } }));
    expect(await world.prism.listAgreements()).toHaveLength(1);
    expect(world.logged.join('')).toContain('[2].CustomerName is missing');
    book.agreements[0]!.raw = { ContractAgreementId: null };
    expect(await failure(world.prism.listAgreements())).toMatchObject({
      code: 'unreadable-record',
      message:
        'PRISM’s answer cannot be used, the list of customers: [0].CustomerProgramAgreements[0].ContractAgreementId is missing.',
    });
  });
});

describe('tenants', () => {
  test('come with their subscriptions', async () => {
    const { subscriptions } = contoso();
    expect(await world.prism.listTenants(held.id)).toEqual([
      {
        id: contoso().id,
        agreementId: held.id,
        domain: 'contoso.onmicrosoft.com',
        customerId: customer({ name: 'Contoso' }).id,
        customerName: 'Contoso',
        active: true,
        subscriptions: [
          {
            id: subscriptions[0]?.id,
            tenantId: contoso().id,
            productId: premium.productId,
            productName: premium.name,
            quantity: '6',
            status: 'active',
            statusWord: 'Active',
            usage: false,
            term: null,
            billing: 'monthly',
          },
        ],
      },
    ]);
  });

  test.each([
    ['Active', 'active'],
    ['Suspended', 'suspended'],
    ['Cancelled', 'cancelled'],
    ['Deleted', 'cancelled'],
    ['Warned', 'other'],
  ])('a subscription that is %s is %s', async (word, status) => {
    world.sandbox.book.tenants[0]!.subscriptions[0]!.status = word;
    const [tenant] = await world.prism.listTenants(held.id);
    expect(tenant?.subscriptions[0]).toMatchObject({ status, statusWord: word });
  });

  test.each([
    [{ TenantId: undefined }, '[0].TenantId is missing'],
    [{ Subscriptions: undefined }, '[0].Subscriptions is missing'],
    [{ Subscriptions: [{ SubscriptionId: 's' }] }, '[0].Subscriptions[0].ProductId is missing'],
    [
      { Subscriptions: [{ SubscriptionId: 's', ProductId: 'p', Quantity: 'six', Status: 'Active' }] },
      '[0].Subscriptions[0].Quantity is "six", not a number',
    ],
  ])('the answer is complete or an error: %j', async (raw, problem) => {
    world.sandbox.book.tenants[0]!.raw = raw;
    expect(await failure(world.prism.listTenants(held.id))).toMatchObject({
      code: 'unreadable-record',
      message: expect.stringContaining(problem),
    });
  });

  test('no answer is never read as no tenants', async () => {
    for (const kind of ['empty', 'null'] as const) {
      world.sandbox.faults.add('tenants', { kind });
      expect(await failure(world.prism.listTenants(held.id))).toMatchObject({ name: 'TransientError' });
    }
    world.sandbox.book.tenants.length = 0;
    expect(await world.prism.listTenants(held.id)).toEqual([]);
    expect(await failure(world.prism.listTenants('gone'))).toMatchObject({ code: 'not-available' });
  });

  test('one twice counts once, unless the two differ', async () => {
    world.sandbox.book.tenants.push(contoso());
    expect(await world.prism.listTenants(held.id)).toHaveLength(1);
    world.sandbox.book.tenants[1]!.subscriptions[0]!.quantity = '7';
    expect(await failure(world.prism.listTenants(held.id))).toMatchObject({ code: 'unreadable-record' });
  });

  test('an id cannot lead to another path', async () => {
    expect(await failure(world.prism.listTenants('..'))).toMatchObject({ code: 'unreadable-record' });
    world.sandbox.requests.clear();
    expect(await failure(world.prism.listTenants('../../me/customers?x='))).toMatchObject({
      code: 'not-available',
    });
    expect(world.sandbox.requests.of('tenants')).toHaveLength(1);
  });
});

describe('products', () => {
  test('are those of the day, with key, cost and retail price per unit', async () => {
    const { book } = world.sandbox;
    const annual = product({
      name: 'E3',
      cost: '20.0000000001',
      retail: '30',
      term: 'P1Y',
      billing: 'monthly',
    });
    const ten = product({ name: 'Pack', cost: '50', retail: '60', quantity: '10' });
    const azure = usageProduct({ name: 'Azure plan', sku: null, cost: '0', retail: '0' });
    book.priceLists.push({ agreementId: held.id, validFrom: '2026-09-05', products: [annual, ten, azure] });
    expect((await world.prism.listProducts(held.id, '2026-09-04')).map(({ name }) => name)).toEqual([
      premium.name,
    ]);
    expect(await world.prism.listProducts(held.id, '2026-09-05')).toMatchObject([
      {
        key: `P1Y:M:${annual.sku}`,
        cost: '20.0000000001',
        price: '30',
        term: 'P1Y',
        billing: 'monthly',
        usage: false,
      },
      { key: ten.sku, cost: '5', price: '6' },
      { key: azure.productId, sku: null, usage: true, term: null, billing: null },
    ]);
    expect(world.sandbox.requests.of('pricelist')[0]?.path).toBe(
      `/api/v2/me/pricing/${held.id}/pricelist/2026/9/4/?excludeTieredProducts=true`,
    );
  });

  test('are none where PRISM has no list for the day', async () => {
    expect(await world.prism.listProducts(held.id, '2025-12-31')).toEqual([]);
    world.sandbox.faults.add('pricelist', { kind: 'null' });
    expect(await world.prism.listProducts(held.id, '2026-09-04')).toEqual([]);
  });

  test('one without a price does not hide the others; the log names it', async () => {
    const list = world.sandbox.book.priceLists[0]!;
    list.products.push(
      product({ name: 'Priceless', cost: '1', retail: '1', raw: { Price: null, UnitPrice: null } }),
    );
    expect(await world.prism.listProducts(held.id, '2026-09-04')).toHaveLength(1);
    expect(world.logged.join('')).toContain('ProductGroups[0].Products[1].Price is missing (Priceless)');
    list.products.shift();
    expect(await failure(world.prism.listProducts(held.id, '2026-09-04'))).toMatchObject({
      code: 'unreadable-record',
    });
  });

  test('with codes instead of words have no billing plan rather than a guessed one', async () => {
    world.sandbox.switches.billingCycles = 'numbers';
    expect(await world.prism.listProducts(held.id, '2026-09-04')).toMatchObject([{ billing: null }]);
  });
});

describe('invoices', () => {
  test('of Microsoft CSP, newest usage month first, with all that the header says', async () => {
    issue(world, [], { month: '2026-07', kind: 'CreditNote', status: 'Paid', subTotal: '-12.5' });
    issue(world, [], { month: '2026-09', currency: 'aud' });
    issue(world, [], { month: '2026-08', kind: 'Mystery', status: 'Odd' });
    issue(world, [], {
      month: '2026-08',
      id: 'spla',
      program: 'Microsoft SPLA',
      raw: { BillingPeriodStart: 'x' },
    });
    expect(await world.prism.listInvoices()).toMatchObject([
      {
        number: 'INV-202609',
        agreementId: held.id,
        program: 'Microsoft CSP Indirect',
        kind: 'standard',
        status: 'approved',
        month: '2026-09',
        issued: '2026-10-02',
        currency: 'AUD',
        total: '0',
      },
      { month: '2026-08', kind: null, status: 'pending' },
      { month: '2026-07', kind: 'credit', status: 'paid', total: '-12.5' },
    ]);
    expect(world.logged.join('')).toContain('InvoiceType \\"Mystery\\"');
  });

  test.each(['records', 'array'] as const)(
    'as %s, in any letter case, with nothing but what must be',
    async form => {
      issue(world, []);
      Object.assign(world.sandbox.switches, {
        invoiceList: form,
        names: 'camelCase',
        header: { ...allOff, period: 'year-month' },
      });
      expect(await world.prism.listInvoices()).toEqual([
        {
          id: expect.any(String),
          number: null,
          agreementId: null,
          program: 'Microsoft CSP Indirect',
          kind: null,
          status: 'unknown',
          month: '2026-09',
          issued: null,
          currency: null,
          total: null,
        },
      ]);
    },
  );

  test.each([
    [{ InvoiceId: undefined }, 'Records[0].InvoiceId is missing'],
    [{ ProgramName: null }, 'Records[0].ProgramName is missing'],
    [{ BillingPeriodStart: undefined }, 'Records[0].BillingPeriodStart is missing'],
    [
      { BillingPeriodStart: '2026-09-31T00:00:00Z' },
      'Records[0].BillingPeriodStart is "2026-09-31T00:00:00Z", not a date',
    ],
    [{ SubTotal: '12,50' }, 'Records[0].SubTotal is "12,50", not a number'],
  ])('one that cannot be read is named: %j', async (raw, problem) => {
    issue(world, [], { raw });
    expect(await failure(world.prism.listInvoices())).toMatchObject({
      code: 'unreadable-record',
      message: expect.stringContaining(problem),
    });
  });

  test.each(['empty', 'null', 'html'] as const)('an answer that is %s', async kind => {
    world.sandbox.faults.add('invoices', { kind });
    const answer = await world.prism.listInvoices().catch((error: unknown) => error);
    if (kind !== 'html') return expect(answer).toEqual([]);
    return expect(answer).toMatchObject({
      code: 'unexpected-answer',
      message: 'Unexpected answer: PRISM answered 200, a web page, when asked for the list of invoices.',
      words: expect.stringContaining('We are carrying out maintenance'),
    });
  });
});

describe('paging', () => {
  const month = (at: number) =>
    `20${String(20 + Math.floor(at / 12)).padStart(2, '0')}-${String((at % 12) + 1).padStart(2, '0')}`;
  const many = (count: number) => {
    for (let at = 0; at < count; at++) issue(world, [], { id: `inv-${at}`, month: month(at % 60) });
  };
  const pages = () =>
    world.sandbox.requests
      .of('invoices')
      .map(({ path }) => new URL(path, 'http://x').searchParams.get('page'));

  test('goes on until a page is empty', async () => {
    many(401);
    expect(await world.prism.listInvoices()).toHaveLength(401);
    expect(pages()).toEqual(['1', '2', '3', '4']);
    expect(world.sandbox.requests.of('invoices')[0]?.path).toBe('/api/v2/invoices?page=1&pageSize=200');
  });

  test('a server that ignores it is noticed, and nothing is listed twice', async () => {
    many(401);
    world.sandbox.switches.paging = 'ignored';
    expect(await world.prism.listInvoices()).toHaveLength(401);
    expect(pages()).toEqual(['1', '2']);
    expect(world.logged.join('')).toContain('repeats its list of invoices');
  });

  test('an invoice that comes in between two pages moves the list, and none is listed twice', async () => {
    many(300);
    world.sandbox.faults.add('invoices', { kind: 'slow', ms: 100 }, { skip: 1 });
    const reading = world.prism.listInvoices();
    while (world.sandbox.requests.count('invoices') < 2) await new Promise(done => setTimeout(done, 1));
    world.sandbox.book.invoices.unshift(world.sandbox.book.invoices.pop()!);
    expect(new Set((await reading).map(({ id }) => id)).size).toBe((await reading).length);
    expect(world.logged.join('')).toContain('listed invoices twice');
  });

  test('the same id twice on one page: once when equal, an error when not', async () => {
    issue(world, [], { id: 'twin' });
    issue(world, [], { id: 'twin' });
    expect(await world.prism.listInvoices()).toHaveLength(1);
    world.sandbox.book.invoices[1]!.status = 'Draft';
    expect(await failure(world.prism.listInvoices())).toMatchObject({
      code: 'unreadable-record',
      message: expect.stringContaining('page 1, Records[1].InvoiceId twin stands in page 1, Records[0] too'),
    });
  });

  test('a list without end is an error', async () => {
    for (let page = 1; page <= 101; page++) {
      const record = { InvoiceId: `inv-${page}`, ProgramName: 'Microsoft SPLA' };
      world.sandbox.faults.add('invoices', { kind: 'json', body: { Records: [record] } });
    }
    expect(await failure(world.prism.listInvoices())).toMatchObject({ code: 'too-many-pages' });
    expect(world.sandbox.requests.count('invoices')).toBe(100);
  });
});

const allOff = {
  number: false,
  dates: false,
  currency: false,
  totals: false,
  kind: false,
  status: false,
  agreement: false,
};
