import { describe, expect, test } from 'vitest';
import { adjust, caught, charge, context, createItem, removeCharge, repriceItem, stage } from './stage.ts';

describe('adjusting a line', () => {
  test('a quantity, then a price, is done though nothing is answered', async () => {
    const { target, book, requests, small } = await stage();
    const { contract, line } = small();
    const at = context({ lineId: String(line.id) });
    expect(await target.write(adjust(contract.id), at)).toEqual({ kind: 'done', id: null });
    const prices = { effective: '2026-10-01', delta: 0, unitPrice: '27.1234', unitCost: '21.0000' };
    expect(await target.write(adjust(contract.id, prices), at)).toEqual({ kind: 'done', id: null });
    expect(book.timeline(line.id)).toEqual([
      ['2026-01-01', 4],
      ['2026-09-10', 6],
    ]);
    const [quantity, price] = requests.of('ContractServiceAdjustments').map(seen => seen.body);
    expect(quantity).toBe(
      `{"contractID":${contract.id},"contractServiceID":${line.id},"effectiveDate":"2026-09-10","unitChange":2}`,
    );
    expect(price).toContain('"unitChange":0,"adjustedUnitPrice":27.1234,"adjustedUnitCost":21.0000}');
    expect(await target.readLines([String(contract.id)], '2026-09-01')).toMatchObject([
      { unitPrice: '27.1234', unitCost: '21' },
    ]);
  });

  test('that is not there makes it', async () => {
    const { target, book, billingCode, small } = await stage();
    const { contract } = small();
    const other = book.addService({ name: 'PC_NEW', billingCodeID: billingCode.id });
    const change = adjust(contract.id, { unitPrice: '30', unitCost: '25' });
    expect(await target.write(change, context({ itemId: String(other.id) }))).toEqual({
      kind: 'done',
      id: null,
    });
    const lines = await target.readLines([String(contract.id)], '2026-09-01');
    expect(lines.find(line => line.itemName === 'PC_NEW')).toMatchObject({ unitPrice: '30', unitCost: '25' });
  });

  test('outside the contract is refused in Autotask’s words', async () => {
    const { target, requests, small } = await stage();
    const { contract, line } = small();
    const outcome = await target.write(
      adjust(contract.id, { effective: '2028-01-01' }),
      context({ lineId: String(line.id) }),
    );
    expect(outcome).toEqual({
      kind: 'refused',
      code: 'outside-contract',
      words:
        'ContractServiceAdjustment effectiveDate must be between the start date and end date of the Contract referenced by contractID.',
    });
    expect(requests.writes).toEqual([]);
  });

  test('twice on one date may be refused', async () => {
    const { target, small } = await stage({ switches: { secondOnDate: 'refuse' } });
    const { contract, line } = small();
    const at = context({ lineId: String(line.id) });
    await target.write(adjust(contract.id), at);
    expect(await target.write(adjust(contract.id), at)).toMatchObject({ kind: 'refused', code: 'same-date' });
  });

  test('without the right is refused', async () => {
    const { target, autotask, small } = await stage();
    const { contract, line } = small();
    autotask.user.rights.ContractServiceAdjustments.create = false;
    expect(await target.write(adjust(contract.id), context({ lineId: String(line.id) }))).toMatchObject({
      kind: 'refused',
      code: 'no-permission',
    });
  });
});

describe('an answer that does not come', () => {
  test.each([
    ['lost after it was done', { kind: 'drop', when: 'after' } as const, 6],
    ['lost before it was done', { kind: 'drop' } as const, 4],
    ['a web page after it was done', { kind: 'html', when: 'after' } as const, 6],
    ['a gateway’s page', { kind: 'html', status: 504, when: 'after' } as const, 6],
    ['a 500 that says nothing', { kind: 'status', status: 500, body: '', when: 'after' } as const, 6],
    [
      'something that is no answer',
      { kind: 'text', body: 'Welcome to the hotel’s wireless', type: 'text/html' } as const,
      4,
    ],
  ])('%s: unknown, and sent once', async (_name, fault, units) => {
    const { target, faults, requests, book, small } = await stage();
    const { contract, line } = small();
    faults.add('create ContractServiceAdjustments', fault);
    const outcome = await target.write(adjust(contract.id), context({ lineId: String(line.id) }));
    expect(outcome).toMatchObject({ kind: 'unknown', slow: false });
    expect(requests.count('ContractServiceAdjustments')).toBe(1);
    expect(book.quantityOn(line.id, '2026-09-10')).toBe(units);
  });

  test('in time: unknown and slow', async () => {
    const { connect, faults, small } = await stage();
    const { contract, line } = small();
    const target = connect({ timeouts: { answerMs: 1_200 } });
    await target.budget();
    faults.add('create ContractServiceAdjustments', { kind: 'slow', ms: 4_000, when: 'after' });
    const outcome = await target.write(adjust(contract.id), context({ lineId: String(line.id) }));
    expect(outcome).toMatchObject({ kind: 'unknown', slow: true });
  });

  test.each([
    ['threads', { kind: 'threads' } as const, 5_000],
    ['threads by another status', { kind: 'threads', status: 500 } as const, 5_000],
    ['threads, with a wish', { kind: 'threads', retryAfter: '30' } as const, 30_000],
  ])('because it was turned away (%s): deferred', async (_name, fault, afterMs) => {
    const { target, faults, requests, book, small } = await stage();
    const { contract, line } = small();
    faults.add('create ContractServiceAdjustments', fault);
    const outcome = await target.write(adjust(contract.id), context({ lineId: String(line.id) }));
    expect(outcome).toMatchObject({ kind: 'deferred', afterMs });
    expect(requests.count('ContractServiceAdjustments')).toBe(1);
    expect(book.quantityOn(line.id, '2026-09-10')).toBe(4);
  });

  test('because nobody is there: deferred', async () => {
    const { target, autotask, small } = await stage();
    const { contract, line } = small();
    await target.budget();
    await autotask.close();
    const outcome = await target.write(adjust(contract.id), context({ lineId: String(line.id) }));
    expect(outcome).toMatchObject({ kind: 'deferred' });
  });

  test.each([
    ['a page that is not there', { kind: 'html', status: 404 } as const],
    ['a refused login', { kind: 'status', status: 401 } as const],
    ['a redirect', { kind: 'status', status: 307 } as const],
  ])('because the login has moved (%s): deferred, then done at its new zone', async (_name, fault) => {
    const { target, autotask, faults, requests, small } = await stage();
    const { contract, line } = small();
    await target.budget();
    const url = autotask.url.toLowerCase();
    faults.add('zone', { kind: 'text', body: JSON.stringify({ url }) });
    faults.add('create ContractServiceAdjustments', fault);
    const write = () => target.write(adjust(contract.id), context({ lineId: String(line.id) }));
    expect(await write()).toMatchObject({ kind: 'deferred', afterMs: 0 });
    expect(await write()).toEqual({ kind: 'done', id: null });
    expect(requests.of('ContractServiceAdjustments').map(seen => seen.path.split('V1.0')[0])).toEqual([
      '/ATServicesRest/',
      '/atservicesrest/',
    ]);
  });

  test('because the path is not there, and the login has not moved: refused', async () => {
    const { target, faults, small } = await stage();
    const { contract, line } = small();
    faults.add('create ContractServiceAdjustments', { kind: 'html', status: 404 });
    const outcome = await target.write(adjust(contract.id), context({ lineId: String(line.id) }));
    expect(outcome).toMatchObject({ kind: 'refused', code: 'invalid' });
  });
});

describe('the catalogue', () => {
  test('an item is created with texts cut and numbers exact', async () => {
    const { target, book, billingCode, requests, small } = await stage();
    const { company } = small();
    const change = createItem({
      description: 'd'.repeat(500),
      invoiceDescription: 'i'.repeat(1_200),
      period: 'yearly',
    });
    const outcome = await target.write(
      change,
      context({ billingCodeId: String(billingCode.id), vendorId: String(company.id) }),
    );
    if (outcome.kind !== 'done' || outcome.id === null) throw new Error(JSON.stringify(outcome));
    const made = book.services.get(Number(outcome.id));
    expect(made).toMatchObject({ name: 'PC_B', periodType: 5, isActive: true, vendorCompanyID: company.id });
    expect([made.description?.length, made.invoiceDescription?.length]).toEqual([400, 1_000]);
    expect(requests.of('Services', 'create')[0]?.body).toContain('"unitPrice":12.3400,"unitCost":10.1,');
  });

  test('a name is never cut, and an item needs a billing code', async () => {
    const { target, billingCode, requests } = await stage();
    const billingCodeId = String(billingCode.id);
    expect(
      await target.write(createItem({ name: 'n'.repeat(151) }), context({ billingCodeId })),
    ).toMatchObject({
      kind: 'refused',
      code: 'invalid',
    });
    expect(await target.write(createItem(), context())).toMatchObject({ kind: 'refused', code: 'invalid' });
    expect(requests.count('Services', 'create')).toBe(0);
  });

  test('a name that is taken is told apart', async () => {
    const { target, billingCode, small } = await stage({ switches: { duplicateNames: 'refuse' } });
    small();
    const outcome = await target.write(
      createItem({ name: 'PC_A' }),
      context({ billingCodeId: String(billingCode.id) }),
    );
    expect(outcome).toMatchObject({ kind: 'refused', code: 'name-taken' });
  });

  test('an item that Autotask will not have is refused in its words', async () => {
    const { target } = await stage();
    expect(await target.write(createItem(), context({ billingCodeId: '99' }))).toMatchObject({
      kind: 'refused',
      code: 'invalid',
    });
  });

  test('repricing touches price and cost only, and leaves out a cost that is not known', async () => {
    const { target, requests, book, small } = await stage();
    const { service } = small();
    book.editService(service.id, { description: 'by hand' });
    expect(await target.write(repriceItem(service.id, null), context())).toMatchObject({ kind: 'done' });
    expect(await target.write(repriceItem(service.id, '21'), context())).toMatchObject({ kind: 'done' });
    expect(requests.of('Services', 'update').map(seen => seen.body)).toEqual([
      `{"id":${service.id},"unitPrice":26.1234}`,
      `{"id":${service.id},"unitPrice":26.1234,"unitCost":21}`,
    ]);
    expect(book.services.get(service.id)).toMatchObject({ name: 'PC_A', description: 'by hand' });
  });
});

describe('a contract charge', () => {
  test('is made with all its money under its own mark, and taken back', async () => {
    const { target, book, materialCode, requests, small } = await stage();
    const { contract } = small();
    const outcome = await target.write(
      charge(contract.id),
      context({ billingCodeId: String(materialCode.id) }),
    );
    if (outcome.kind !== 'done' || outcome.id === null) throw new Error(JSON.stringify(outcome));
    const [sent] = requests.of('ContractCharges', 'create');
    expect(sent?.path).toBe(`/ATServicesRest/V1.0/Contracts/${contract.id}/Charges`);
    expect(sent?.body).toBe(
      `{"contractID":${contract.id},"name":"Microsoft 365 Business Premium","description":"Credit of invoice NW-2026-10","chargeType":1,"datePurchased":"2026-09-30","unitQuantity":1,"unitPrice":-9.60,"unitCost":-7.70,"billingCodeID":${materialCode.id},"isBillableToCompany":true,"internalPurchaseOrderNumber":"mark-1"}`,
    );
    expect(await target.findCharges(['mark-1'])).toEqual([
      {
        ...{ id: outcome.id, agreementId: String(contract.id), mark: 'mark-1', date: '2026-09-30' },
        ...{ name: 'Microsoft 365 Business Premium', cost: '-7.7', price: '-9.6', billed: false },
      },
    ]);
    expect(await target.write(removeCharge(contract.id, outcome.id), context())).toEqual(outcome);
    expect(book.charges.all()).toEqual([]);
  });

  test('has its texts cut to what Autotask takes, and no half of a pair left', async () => {
    const { target, book, materialCode, small } = await stage();
    const { contract } = small();
    const long = { name: `${'n'.repeat(99)}😀`, description: `"<b>${'d'.repeat(2_100)}` };
    await target.write(charge(contract.id, long), context({ billingCodeId: String(materialCode.id) }));
    const [made] = book.charges.all();
    expect(made?.name).toBe('n'.repeat(99));
    expect(made?.description).toBe(long.description.slice(0, 2_000));
  });

  test('is not sent without a code, or under a mark that would be cut', async () => {
    const { target, materialCode, requests, small } = await stage();
    const { contract } = small();
    const billingCodeId = String(materialCode.id);
    expect(await target.write(charge(contract.id), context())).toMatchObject({
      ...{ kind: 'refused', code: 'invalid', words: expect.stringContaining('material code') },
    });
    expect(
      await target.write(charge(contract.id, { mark: 'm'.repeat(51) }), context({ billingCodeId })),
    ).toMatchObject({ kind: 'refused', words: expect.stringContaining('longer than the 50') });
    expect(requests.writes).toEqual([]);
  });

  test('is refused in Autotask’s words, and once billed stays', async () => {
    const { target, autotask, book, billingCode, materialCode, small } = await stage();
    const { contract } = small();
    const at = context({ billingCodeId: String(materialCode.id) });
    expect(
      await target.write(charge(contract.id), context({ billingCodeId: String(billingCode.id) })),
    ).toMatchObject({ kind: 'refused', code: 'invalid', words: expect.stringContaining('billingCodeID') });
    autotask.switches.negativeCharges = 'refuse';
    expect(await target.write(charge(contract.id), at)).toEqual({
      ...{ kind: 'refused', code: 'invalid', words: 'unitPrice must not be less than 0.' },
    });
    autotask.switches.negativeCharges = 'accept';
    const made = await target.write(charge(contract.id), at);
    if (made.kind !== 'done' || made.id === null) throw new Error(JSON.stringify(made));
    book.post(contract.id, '2026-09-01');
    expect(await target.write(removeCharge(contract.id, made.id), context())).toMatchObject({
      ...{ kind: 'refused', code: 'posted' },
    });
    expect(book.charges.all()).toHaveLength(1);
  });

  test('whose answer is lost is unknown, made or deleted, and nothing is sent twice', async () => {
    const { target, faults, book, materialCode, requests, small } = await stage();
    const { contract } = small();
    faults.add('create ContractCharges', { kind: 'drop', when: 'after' });
    faults.add('delete ContractCharges', { kind: 'drop', when: 'after' });
    const at = context({ billingCodeId: String(materialCode.id) });
    expect(await target.write(charge(contract.id), at)).toMatchObject({ kind: 'unknown', slow: false });
    const [made] = await target.findCharges(['mark-1']);
    expect(await target.write(removeCharge(contract.id, made!.id), context())).toMatchObject({
      kind: 'unknown',
    });
    expect(book.charges.all()).toEqual([]);
    expect(requests.count('ContractCharges', 'create')).toBe(1);
    expect(requests.count('ContractCharges', 'delete')).toBe(1);
  });

  test('is written only to an address of numbers', async () => {
    const { target, materialCode, requests } = await stage();
    const at = context({ billingCodeId: String(materialCode.id) });
    const elsewhere = { ...charge(1), agreementId: '1/../2' };
    expect(await caught(() => target.write(elsewhere, at))).toBeInstanceOf(Error);
    expect(await caught(() => target.write(removeCharge(1, '2?x'), context()))).toBeInstanceOf(Error);
    expect(requests.writes).toEqual([]);
  });
});

test('what Autotask has not is a bug and throws', async () => {
  const { target, requests } = await stage();
  const { lineId: _, ...rest } = adjust(1);
  const open = {
    ...rest,
    kind: 'open',
    lineId: null,
    from: '2026-09-01',
    quantity: '1',
    unitPrice: '1',
    unitCost: '1',
  } as const;
  expect(await caught(() => target.write(open, context()))).toMatchObject({
    message: expect.stringContaining('open'),
  });
  expect(await caught(() => target.write(adjust(1), context()))).toBeInstanceOf(Error);
  expect(requests.all).toEqual([]);
});
