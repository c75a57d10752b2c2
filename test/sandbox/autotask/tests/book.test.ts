import { describe, expect, test } from 'vitest';
import { startAutotask } from '../index.ts';
import { byId, clock, everything, failed, onStage } from './stage.ts';

const stage = onStage();
const { adjustment, find, get, ids, line, patch, post, send } = stage;

describe('contracts', () => {
  const fresh = () => ({
    companyID: ids.company,
    contractName: 'Fresh',
    contractType: 7,
    status: 1,
    startDate: '2026-08-31',
    endDate: '2027-08-30',
    contractPeriodType: 2,
    timeReportingRequiresStartAndStopTimes: 0,
    setupFee: 0,
  });

  test('are created from the fields that must be there', async () => {
    const { body } = await post('V1.0/Contracts', fresh());
    expect((await find('Contracts', byId(body.itemId)))[0]).toMatchObject({
      ...fresh(),
      startDate: '2026-08-31T00:00:00Z',
      endDate: '2027-08-30T00:00:00Z',
      lastModifiedDateTime: '2026-10-03T01:00:00.000Z',
    });
  });

  test.each<[string, object, string]>([
    ['without a period type', { contractPeriodType: null }, 'Missing Required Field: contractPeriodType'],
    [
      'that ends before it starts',
      { endDate: '2026-08-30' },
      'Contract endDate must not be before its startDate.',
    ],
    [
      'of an unknown company',
      { companyID: 9 },
      'Reference value on field: companyID of type: Company does not exist or is invalid.',
    ],
    [
      'of an unknown type',
      { contractType: 2 },
      'Value does not reference an existing entity for contractType . ',
    ],
    [
      'with a date that is none',
      { endDate: '2027-02-30' },
      'Could not convert string to DateTime: 2027-02-30.',
    ],
  ])('%s are refused', async (_, wrong, error) => {
    expect(await post('V1.0/Contracts', { ...fresh(), ...wrong })).toMatchObject(failed(error));
  });

  test('keep company, type and period type, and their start once a line has rows', async () => {
    const moved = {
      id: ids.contract,
      companyID: 9,
      contractType: 4,
      contractPeriodType: 5,
      startDate: '2026-02-01',
    };
    const read = async () => (await get(`V1.0/Contracts/${ids.contract}`)).body.item;
    expect((await patch('V1.0/Contracts', moved)).status).toBe(200);
    const kept = { companyID: ids.company, contractType: 7, contractPeriodType: 2 };
    expect(await read()).toMatchObject({ ...kept, startDate: '2026-02-01T00:00:00Z' });
    line();
    await patch('V1.0/Contracts', { id: ids.contract, startDate: '2026-03-01' });
    expect(await read()).toMatchObject({ startDate: '2026-02-01T00:00:00Z' });
  });

  test('read times with an offset as UTC', async () => {
    const { body } = await post('V1.0/Contracts', { ...fresh(), startDate: '2026-09-01T00:00:00+10:00' });
    expect((await find('Contracts', byId(body.itemId)))[0]?.startDate).toBe('2026-08-31T00:00:00Z');
  });
});

describe('posting', () => {
  test('freezes rows and makes billing items, until it is taken back', async () => {
    const { id } = line();
    const { book } = stage.autotask;
    await adjustment({ contractServiceID: id, effectiveDate: '2026-09-10', unitChange: 2 });
    book.post(ids.contract, '2026-09-01');
    const items = await find('BillingItems', [{ op: 'eq', field: 'contractID', value: ids.contract }]);
    expect(items).toMatchObject([
      { serviceID: ids.service, itemDate: '2026-09-01T00:00:00Z', quantity: 4, rate: 25, extendedPrice: 30 },
      {
        serviceID: ids.service,
        itemDate: '2026-09-10T00:00:00Z',
        quantity: 6,
        totalAmount: 105,
        ourCost: 84,
      },
    ]);
    expect(items[0]).toMatchObject({ invoiceID: null, postedDate: '2026-10-03T01:00:00.000Z' });
    expect(items[0]).not.toHaveProperty('lineItemFullDescription');
    const posted = [{ op: 'exist', field: 'approveAndPostDate' }];
    expect(await find('ContractServiceUnits', posted)).toHaveLength(2);
    book.unpost(ids.contract, '2026-09-01');
    expect(await find('ContractServiceUnits', posted)).toEqual([]);
    expect(await find('BillingItems', everything)).toEqual([]);
  });

  test('cannot be taken back once it is invoiced, and begins only where a period does', () => {
    line();
    const { book } = stage.autotask;
    book.post(ids.contract, '2026-09-01');
    book.invoice(ids.contract, '2026-09-01', 77);
    expect(() => book.unpost(ids.contract, '2026-09-01')).toThrow('on an invoice');
    expect(() => book.post(ids.contract, '2026-09-02')).toThrow('no billing period starts on 2026-09-02');
  });

  test('leaves fields that queries may not name', async () => {
    const filter = [{ op: 'exist', field: 'lineItemFullDescription' }];
    expect(await post('V1.0/BillingItems/query', { filter })).toMatchObject(
      failed('Unable to find lineItemFullDescription in the BillingItem Entity'),
    );
  });
});

describe('charges', () => {
  const fresh = () => ({
    name: 'Azure usage',
    chargeType: 1,
    datePurchased: '2026-09-30',
    unitQuantity: 1,
    unitPrice: 120.55,
    unitCost: 100.25,
    billingCodeID: ids.material,
    isBillableToCompany: true,
    internalPurchaseOrderNumber: 'prism-bot:1',
  });
  const path = () => `V1.0/Contracts/${ids.contract}/Charges`;

  test('are made below a contract, found by their own number, and deleted', async () => {
    const { body } = await post(path(), fresh());
    const mark = [{ op: 'eq', field: 'internalPurchaseOrderNumber', value: 'prism-bot:1' }];
    expect(await find('ContractCharges', mark)).toMatchObject([
      {
        id: body.itemId,
        contractID: ids.contract,
        isBilled: false,
        billableAmount: 120.55,
        extendedCost: 100.25,
      },
    ]);
    expect((await send('DELETE', `${path()}/${body.itemId}`)).body).toEqual({ itemId: body.itemId });
    expect(await find('ContractCharges', mark)).toEqual([]);
    expect((await send('DELETE', `${path()}/${body.itemId}`)).status).toBe(500);
    expect(stage.autotask.requests.writesOf('ContractCharges').map(({ action }) => action)).toEqual([
      'create',
      'delete',
    ]);
  });

  test('are not made at the root, nor without what they need', async () => {
    expect((await post('V1.0/ContractCharges', fresh())).status).toBe(405);
    expect(await post(path(), { name: 'x'.repeat(101) })).toMatchObject(
      failed(
        'Missing Required Field: chargeType',
        'Missing Required Field: datePurchased',
        'Missing Required Field: unitQuantity',
        'The value of field name is longer than its maximum length of 100.',
      ),
    );
  });

  test('need an active material code, and a contract that takes them', async () => {
    const { book } = stage.autotask;
    const wrongCode =
      'Reference value on field: billingCodeID of type: BillingCode does not exist or is invalid.';
    const { billingCodeID: _, ...without } = fresh();
    expect(await post(path(), without)).toMatchObject(
      failed('A charge must have either a productID or a billingCodeID.'),
    );
    expect(await post(path(), { ...fresh(), billingCodeID: ids.code })).toMatchObject(failed(wrongCode));
    const idle = book.addBillingCode({ name: 'Old charges', useType: 4, isActive: false });
    expect(await post(path(), { ...fresh(), billingCodeID: idle.id })).toMatchObject(failed(wrongCode));
    const hours = book.addContract({ companyID: ids.company, contractType: 4 });
    expect(await post(`V1.0/Contracts/${hours.id}/Charges`, fresh())).toMatchObject(
      failed('A contract of this type takes no such charge.'),
    );
    expect(book.charges.all()).toEqual([]);
  });

  test('may be of less than nothing, where this Autotask lets them', async () => {
    const credit = { ...fresh(), unitPrice: -9.6, unitCost: -7.7 };
    await post(path(), credit);
    expect(await find('ContractCharges', everything)).toMatchObject([
      { billableAmount: -9.6, extendedCost: -7.7 },
    ]);
    stage.autotask.switches.negativeCharges = 'refuse';
    expect(await post(path(), credit)).toMatchObject(failed('unitPrice must not be less than 0.'));
  });

  test('without a price or cost take those of their code', async () => {
    stage.autotask.book.billingCodes.update(ids.material, { unitPrice: '12', unitCost: '10' });
    const { unitPrice: _, unitCost: __, ...without } = fresh();
    await post(path(), without);
    expect(await find('ContractCharges', everything)).toMatchObject([{ unitPrice: 12, unitCost: 10 }]);
  });

  test('stay as they are once they are billed', async () => {
    const { body } = await post(path(), fresh());
    await patch(path(), { id: body.itemId, unitPrice: 121 });
    stage.autotask.book.post(ids.contract, '2026-09-01');
    expect(await find('BillingItems', everything)).toMatchObject([
      { contractChargeID: body.itemId, itemName: 'Azure usage', extendedPrice: 121, ourCost: 100.25 },
    ]);
    expect((await send('DELETE', `${path()}/${body.itemId}`)).status).toBe(500);
    expect((await patch(path(), { id: body.itemId, unitPrice: 1 })).status).toBe(500);
  });
});

describe('hands', () => {
  test('keep the rules of the API', () => {
    const { book } = stage.autotask;
    const { id } = line();
    const outside = () => book.adjust({ contractServiceId: id, effective: '2027-01-01', delta: 1 });
    expect(outside).toThrow('effectiveDate must be between');
    expect(() => book.addService({ name: '', billingCodeID: 9 })).toThrow('billingCodeID');
    book.adjust({ contractServiceId: id, effective: '2026-10-01', delta: -4, unitPrice: '24.90' });
    expect(book.timeline(id)).toEqual([
      ['2026-01-01', 4],
      ['2026-10-01', 0],
    ]);
    book.lock(stage.autotask.user);
    expect(stage.autotask.user.locked).toBe(true);
  });

  test('the same steps make the same snapshot, other steps another', async () => {
    const build = async (order: string[], units: number): Promise<string> => {
      const { book, close } = await startAutotask({ clock });
      const company = book.addCompany({ companyName: 'Fabrikam' });
      const code = book.addBillingCode();
      const contract = book.addContract({ companyID: company.id });
      for (const name of order) {
        const service = book.addService({ name, billingCodeID: code.id });
        book.addContractService({ contractId: contract.id, serviceId: service.id, units });
      }
      await close();
      return book.snapshot();
    };
    const first = await build(['Teams', 'Visio'], 2);
    expect(await build(['Visio', 'Teams'], 2)).toBe(first);
    expect(await build(['Teams', 'Visio'], 3)).not.toBe(first);
  });
});
