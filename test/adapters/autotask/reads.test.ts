import { describe, expect, test } from 'vitest';
import { TransientError } from '../../../src/errors.ts';
import { caught, stage } from './stage.ts';

describe('what is read', () => {
  test('companies, contracts and codes in neutral words', async () => {
    const { target, book, billingCode, small } = await stage();
    const { company, contract } = small();
    const idle = book.addCompany({ companyName: 'Fabrikam', isActive: false });
    const fixed = book.addContract({
      companyID: company.id,
      contractName: 'Project',
      contractType: 3,
      contractPeriodType: null,
      status: 0,
    });
    book.addBillingCode({ name: 'Old', isActive: false });
    book.addBillingCode({ name: 'Material', useType: 4 });
    const known = book.addCompany({
      companyName: 'Adventure',
      webAddress: 'https://adventure.example/',
      companyNumber: 'A-17',
    });
    expect(await target.listCompanies()).toEqual([
      { id: String(company.id), name: 'Contoso', active: true, website: null, reference: null },
      { id: String(idle.id), name: 'Fabrikam', active: false, website: null, reference: null },
      {
        id: String(known.id),
        name: 'Adventure',
        active: true,
        website: 'https://adventure.example/',
        reference: 'A-17',
      },
    ]);
    const agreements = await target.listAgreements([String(company.id)]);
    expect(agreements).toEqual([
      {
        id: String(contract.id),
        companyId: String(company.id),
        companyName: 'Contoso',
        name: 'Cloud services',
        recurring: true,
        kindWord: 'Recurring Service',
        takesCharges: true,
        active: true,
        period: 'monthly',
        from: '2026-01-01',
        to: '2027-12-31',
      },
      expect.objectContaining({
        id: String(fixed.id),
        recurring: false,
        kindWord: 'Fixed Price',
        active: false,
        period: 'unknown',
      }),
    ]);
    expect(await target.readAgreements([String(contract.id), '999999'])).toEqual([agreements[0]]);
    expect(await target.listBillingCodes()).toEqual([{ id: String(billingCode.id), name: 'Cloud licences' }]);
  });

  test('vendors: active companies of the type that the tenant calls so', async () => {
    const { target, connect, book, faults, small } = await stage();
    small();
    const vendor = book.addCompany({ companyName: 'rhipe', companyType: 7 });
    book.addCompany({ companyName: 'Gone', companyType: 7, isActive: false });
    expect(await target.listVendors()).toEqual([{ id: String(vendor.id), name: 'rhipe' }]);

    const partner = book.addCompany({ companyName: 'Crayon', companyType: 8 });
    const picklistValues = [{ value: '8', label: 'Vendors and partners' }];
    const body = JSON.stringify({ fields: [{ name: 'companyType', picklistValues }] });
    faults.add('metadata Companies', { kind: 'text', body });
    expect(await connect().listVendors()).toEqual([{ id: String(partner.id), name: 'Crayon' }]);
  });

  test('lines with their rows from a day on, posted ones marked', async () => {
    const { target, book, small } = await stage();
    const { contract, service, line } = small();
    book.adjust({ contractServiceId: line.id, effective: '2026-09-10', delta: 2, unitPrice: '26.75' });
    book.post(contract.id, '2026-08-01');
    const [read, ...others] = await target.readLines([String(contract.id)], '2026-08-15');
    expect(others).toEqual([]);
    expect(read).toMatchObject({
      id: String(line.id),
      agreementId: String(contract.id),
      itemId: String(service.id),
      itemName: 'PC_A',
      unitPrice: '26.75',
      unitCost: '20.25',
    });
    expect(read?.rows.slice(0, 4).map(({ from, to, units, posted }) => [from, to, units, posted])).toEqual([
      ['2026-08-01', '2026-08-31', 4, true],
      ['2026-09-01', '2026-09-09', 4, false],
      ['2026-09-10', '2026-09-30', 6, false],
      ['2026-10-01', '2026-10-31', 6, false],
    ]);
    expect(read?.rows.at(-1)?.to).toBe('2027-12-31');
    expect(read?.rows[0]).toMatchObject({ cost: '81', price: '102' });
  });

  test('items by id and by name, inactive ones too; names compare as Autotask compares them', async () => {
    const { target, book, billingCode, small } = await stage();
    const { service } = small();
    const idle = book.addService({
      name: 'PC_I',
      billingCodeID: billingCode.id,
      isActive: false,
      sku: 'SKU-I',
    });
    expect(await target.readItems([String(service.id), String(idle.id), '999'])).toEqual([
      { id: String(service.id), name: 'PC_A', active: true, unitPrice: '25.5', unitCost: '20.25', sku: null },
      { id: String(idle.id), name: 'PC_I', active: false, unitPrice: '25', unitCost: '20', sku: 'SKU-I' },
    ]);
    expect((await target.findItems(['pc_i', 'PC_NONE'])).map(item => item.name)).toEqual(['PC_I']);
  });

  test('charges by our marks, wherever they stand, and whether they are billed', async () => {
    const { target, autotask, book, materialCode, small } = await stage();
    const { contract, company } = small();
    const other = book.addContract({ companyID: company.id, contractType: 3 });
    const charge = { billingCodeID: materialCode.id, name: 'Credit', datePurchased: '2026-09-30' };
    const credit = { unitQuantity: '2', unitPrice: '-4.8', unitCost: '-3.85' };
    book.addCharge({ ...charge, ...credit, contractID: contract.id, internalPurchaseOrderNumber: 'mark-9' });
    book.addCharge({ ...charge, contractID: contract.id });
    book.addCharge({
      ...charge,
      contractID: other.id,
      unitPrice: '5',
      internalPurchaseOrderNumber: 'mark-8',
    });
    book.post(contract.id, '2026-09-01');
    const found = await target.findCharges(['mark-8', 'mark-9', 'mark-7']);
    expect(found.toSorted((a, b) => a.mark.localeCompare(b.mark))).toEqual([
      {
        ...{ id: expect.any(String), agreementId: String(other.id), mark: 'mark-8', name: 'Credit' },
        ...{ date: '2026-09-30', cost: '0', price: '5', billed: false },
      },
      {
        ...{ id: expect.any(String), agreementId: String(contract.id), mark: 'mark-9', name: 'Credit' },
        ...{ date: '2026-09-30', cost: '-7.7', price: '-9.6', billed: true },
      },
    ]);
    autotask.user.rights.costs = false;
    expect(await target.findCharges(['mark-9'])).toMatchObject([{ cost: null, price: '-9.6' }]);
  });

  test('codes that charges are booked under, which are not those of services', async () => {
    const { target, materialCode } = await stage();
    expect(await target.listChargeCodes()).toEqual([{ id: String(materialCode.id), name: 'Cloud charges' }]);
  });

  test('nothing asked for is nothing sent', async () => {
    const { target, requests } = await stage();
    expect(await target.listAgreements([])).toEqual([]);
    expect(await target.readLines([], '2026-09-01')).toEqual([]);
    expect(await target.readItems([])).toEqual([]);
    expect(await target.findItems([])).toEqual([]);
    expect(await target.findCharges([])).toEqual([]);
    expect(requests.all).toEqual([]);
  });

  test('without the right to see costs they are unknown, not nought', async () => {
    const { target, autotask, small } = await stage();
    const { contract, service } = small();
    autotask.user.rights.costs = false;
    expect(await target.readItems([String(service.id)])).toMatchObject([
      { unitPrice: '25.5', unitCost: null },
    ]);
    expect(await target.readLines([String(contract.id)], '2026-09-01')).toMatchObject([
      { unitPrice: '25.5', unitCost: null },
    ]);
  });

  test('without the right to read, the message names the place to set it', async () => {
    const { target, autotask, small } = await stage();
    const { contract } = small();
    autotask.user.rights.ContractServices.query = false;
    expect(await caught(() => target.readLines([String(contract.id)], '2026-09-01'))).toMatchObject({
      code: 'no-permission',
      remedy: expect.stringContaining('Contracts: set View to All'),
      words: expect.stringContaining('adequate permissions'),
    });
  });
});

describe('much of it', () => {
  test('pages beyond 500 are read by POST with the same body, all of them', async () => {
    const { target, book, requests } = await stage();
    for (let i = 0; i < 1_201; i++) book.addCompany({ companyName: `Customer ${i}` });
    const companies = await target.listCompanies();
    expect(new Set(companies.map(company => company.id)).size).toBe(1_201);
    const asked = requests.of('Companies', 'query');
    expect(asked).toHaveLength(3);
    expect(new Set(asked.map(seen => `${seen.method} ${seen.body}`)).size).toBe(1);
  });

  test('lists beyond 500 are asked for in several queries', async () => {
    const { target, book, billingCode, requests } = await stage();
    const names = Array.from({ length: 1_100 }, (_, i) => `PC_${i}`);
    for (const name of names) book.addService({ name, billingCodeID: billingCode.id });
    expect(await target.findItems([...names, ...names])).toHaveLength(1_100);
    expect(requests.count('Services', 'query')).toBe(3);
  });

  test('a page that fails fails the whole read', async () => {
    const { target, book, faults } = await stage();
    for (let i = 0; i < 600; i++) book.addCompany({ companyName: `Customer ${i}` });
    faults.add(
      'query Companies',
      { kind: 'status', status: 500, errors: ['Something is wrong'] },
      { skip: 1 },
    );
    expect(await caught(() => target.listCompanies())).toMatchObject({ code: 'read-refused' });
  });

  test('a next page on a foreign host is refused', async () => {
    const { target, faults, requests } = await stage();
    const next = 'https://webservices5.autotask.net.example.com/V1.0/Companies/query/next?paging=1';
    const body = JSON.stringify({ items: [], pageDetails: { count: 0, nextPageUrl: next } });
    faults.add('query Companies', { kind: 'text', body });
    expect(await caught(() => target.listCompanies())).toMatchObject({ code: 'host-refused' });
    expect(requests.count('Companies')).toBe(1);
  });

  test('pages that lead in a circle end', async () => {
    const { target, faults, autotask } = await stage();
    const nextPageUrl = `${autotask.url}V1.0/Companies/query/next?paging=1`;
    faults.add(
      'query Companies',
      { kind: 'text', body: JSON.stringify({ items: [], pageDetails: { nextPageUrl } }) },
      { times: 5 },
    );
    expect(await caught(() => target.listCompanies())).toBeInstanceOf(TransientError);
  });

  test('120 contracts of 13 services each are read in bulk, never four at once', async () => {
    const { target, book, billingCode, requests } = await stage({ latencyMs: 3 });
    const services = Array.from({ length: 13 }, (_, i) =>
      book.addService({ name: `PC_${i}`, billingCodeID: billingCode.id }),
    );
    const contracts = Array.from({ length: 120 }, (_, i) => {
      const { id: companyID } = book.addCompany({ companyName: `Customer ${i}` });
      const { id: contractId } = book.addContract({ companyID, endDate: '2026-12-31' });
      for (const { id: serviceId } of services)
        book.addContractService({ contractId, serviceId, units: i + 1 });
      return String(contractId);
    });
    const lines = await target.readLines(contracts, '2026-09-01');
    expect(lines).toHaveLength(1_560);
    for (const line of lines) {
      const units = contracts.indexOf(line.agreementId) + 1;
      expect(line.rows.map(row => row.units)).toEqual([units, units, units, units]);
    }
    expect({
      lines: requests.count('ContractServices'),
      units: requests.count('ContractServiceUnits'),
      services: requests.count('Services'),
      all: requests.all.length,
    }).toEqual({ lines: 4, units: 15, services: 1, all: 22 });
    expect(Math.max(...Object.values(requests.mostAtOnce))).toBeLessThanOrEqual(3);
  });

  test('single places are read with what stands there and nothing beside it, hundreds in one query', async () => {
    const { target, book, billingCode, requests } = await stage({ latencyMs: 3 });
    const services = Array.from({ length: 12 }, (_, i) =>
      book.addService({ name: `PC_${i}`, billingCodeID: billingCode.id }),
    );
    const { id: companyID } = book.addCompany({ companyName: 'Contoso' });
    const standing = Array.from({ length: 240 }, (_, i) => {
      const { id: contractId } = book.addContract({ companyID, endDate: '2026-12-31' });
      for (const { id: serviceId } of services)
        book.addContractService({ contractId, serviceId, units: i + 1 });
      return contractId;
    });
    const twice = { contractId: standing[0]!, serviceId: services[0]!.id };
    book.addContractService({ ...twice, units: 7 });
    const places = standing.map((contractId, i) => ({
      agreementId: String(contractId),
      itemId: String(services[i % 3]!.id),
    }));
    const nowhere = { agreementId: String(standing[0]), itemId: '999999' };
    const lines = await target.readLinesAt([...places, nowhere, places[1]!], '2026-09-01');
    const found = lines.map(({ agreementId, itemId }) => ({ agreementId, itemId }));
    expect(found.toSorted((a, b) => Number(a.agreementId) - Number(b.agreementId))).toEqual([
      places[0],
      ...places,
    ]);
    for (const line of lines) {
      const units = standing.indexOf(Number(line.agreementId)) + 1;
      expect([units, 7]).toContain(line.rows[0]?.units);
      expect(line.rows).toHaveLength(4);
    }
    expect({
      lines: requests.count('ContractServices'),
      units: requests.count('ContractServiceUnits'),
      services: requests.count('Services'),
    }).toEqual({ lines: 2, units: 3, services: 1 });
    expect(Math.max(...Object.values(requests.mostAtOnce))).toBeLessThanOrEqual(3);
  });

  test('more services of one contract than a query has conditions for are read in several', async () => {
    const { target, book, billingCode, requests } = await stage();
    const { id: companyID } = book.addCompany({ companyName: 'Contoso' });
    const { id: contractId } = book.addContract({ companyID, endDate: '2026-12-31' });
    const places = Array.from({ length: 520 }, (_, i) => {
      const { id: serviceId } = book.addService({ name: `PC_${i}`, billingCodeID: billingCode.id });
      book.addContractService({ contractId, serviceId, units: 1, from: '2026-12-01' });
      return { agreementId: String(contractId), itemId: String(serviceId) };
    });
    const lines = await target.readLinesAt(places, '2026-09-01');
    expect(new Set(lines.map(({ itemId }) => itemId)).size).toBe(520);
    expect(requests.count('ContractServices')).toBe(2);
  });

  test('a line made while we read is not missed', async () => {
    const { target, book, faults, small } = await stage();
    const { contract, line } = small();
    const empty = JSON.stringify({ items: [], pageDetails: { nextPageUrl: null } });
    faults.add('query ContractServices', { kind: 'text', body: empty });
    const [late] = await target.readLines([String(contract.id)], '2026-09-01');
    expect(late).toMatchObject({ id: String(line.id), itemName: 'PC_A' });
    expect(late?.rows[0]?.units).toBe(book.quantityOn(line.id, '2026-09-01'));
  });
});

describe('a read that fails', () => {
  test.each([
    ['too many at once', { kind: 'threads' } as const, 5_000],
    ['too many at once, with another status', { kind: 'threads', status: 500 } as const, 5_000],
    ['too many at once, with a wish', { kind: 'threads', retryAfter: '17' } as const, 17_000],
    ['a gateway’s page', { kind: 'html', status: 502 } as const, 2_000],
    ['Autotask away', { kind: 'status', status: 503 } as const, 2_000],
    ['no answer', { kind: 'drop' } as const, 2_000],
    ['a 500 that says nothing', { kind: 'html', status: 500 } as const, 2_000],
  ])('%s: is asked again after its pause', async (_name, fault, pauseMs) => {
    const { target, faults, clock, requests } = await stage();
    await target.budget();
    const before = clock.now().getTime();
    faults.add('query BillingCodes', fault);
    expect(await target.listBillingCodes()).toHaveLength(1);
    expect(requests.count('BillingCodes')).toBe(2);
    expect(clock.now().getTime() - before).toBe(pauseMs);
  });

  test.each([
    ['busy', { kind: 'threads' } as const, 6],
    ['away', { kind: 'status', status: 503 } as const, 4],
    ['without an answer', { kind: 'drop' } as const, 4],
    ['saying nothing', { kind: 'html', status: 500 } as const, 2],
  ])('%s for long: is given up on', async (_name, fault, attempts) => {
    const { target, faults, requests } = await stage();
    faults.add('query BillingCodes', fault, { times: 20 });
    expect(await caught(() => target.listBillingCodes())).toBeInstanceOf(TransientError);
    expect(requests.count('BillingCodes')).toBe(attempts);
  });

  test('by a validation error is not asked again', async () => {
    const { target, faults, requests } = await stage();
    faults.add('query BillingCodes', {
      kind: 'status',
      status: 500,
      errors: ['Unable to find x in the y Entity'],
    });
    expect(await caught(() => target.listBillingCodes())).toMatchObject({ code: 'read-refused' });
    expect(requests.count('BillingCodes')).toBe(1);
  });
});

test('near half of the tenant’s hour, reading slows down on the clock instead of going over', async () => {
  const { autotask, target, clock, requests } = await stage();
  autotask.quota.use(4_950);
  for (let i = 0; i < 200; i++) await target.listBillingCodes();
  expect(requests.count('BillingCodes')).toBe(200);
  expect(requests.all.every(seen => seen.latencyMs === 0)).toBe(true);
  expect(clock.now().getTime()).toBeGreaterThanOrEqual(Date.parse('2026-10-05T01:00:00Z'));
  expect((await target.budget()).used).toBeLessThan(5_000);
});
