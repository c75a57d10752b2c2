import { describe, expect, test } from 'vitest';
import type { DateText } from '../../../../src/plan/numbers/calendar.ts';
import { byId, everything, failed, onStage } from './stage.ts';

const stage = onStage();
const { adjustment, find, get, ids, line, patch, post } = stage;

/** A line's rows of one period as `from to units price`, added rows marked. */
const rows = (lineId: number, periodStart: DateText): string[] =>
  stage.autotask.book
    .rowsOf(lineId)
    .filter(row => row.periodStart === periodStart)
    .map(row =>
      [row.startDate, row.endDate, row.units, row.price, ...(row.part === 'added' ? ['added'] : [])].join(
        ' ',
      ),
    );

describe('a line', () => {
  test('is made by an adjustment of a service that the contract lacks, at the catalogue price or its own', async () => {
    const add = (fields: object) =>
      adjustment({ serviceID: ids.service, effectiveDate: '2026-09-16', unitChange: 3, ...fields });
    await add({});
    await add({ unitChange: 1 });
    await add({ allowRepeatService: true, adjustedUnitPrice: 28.5 });
    const lines = await find('ContractServices', everything);
    expect(lines).toMatchObject([{ unitPrice: 25 }, { unitPrice: 28.5, unitCost: 20 }]);
    expect(rows(Number(lines[0]?.id), '2026-09-01')).toEqual([
      '2026-09-01 2026-09-15 0 0.00',
      '2026-09-16 2026-09-30 4 50.00',
    ]);
    expect(stage.autotask.book.timeline(Number(lines[1]?.id))).toEqual([['2026-09-16', 3]]);
  });

  test('has no rows before its first adjustment, where so switched', async () => {
    stage.autotask.switches.beforeFirst = 'no-rows';
    await adjustment({ serviceID: ids.service, effectiveDate: '2026-11-16', unitChange: 3 });
    const [made] = await find('ContractServices', everything);
    const id = Number(made?.id);
    expect(stage.autotask.book.rowsOf(id).map(({ startDate }) => startDate)).toEqual([
      '2026-11-16',
      '2026-12-01',
    ]);
    await adjustment({ contractServiceID: id, effectiveDate: '2026-10-10', unitChange: 1 });
    expect(stage.autotask.book.timeline(id)).toEqual([
      ['2026-10-10', 1],
      ['2026-11-16', 4],
    ]);
  });

  test('is made without units below its contract, once for each service', async () => {
    const path = `V1.0/Contracts/${ids.contract}/Services`;
    const fields = { serviceID: ids.service, unitCost: 18, unitPrice: 99, invoiceDescription: 'Seats' };
    const { body } = await post(path, fields);
    const [made] = await find('ContractServices', byId(body.itemId));
    expect(made).toMatchObject({ unitPrice: 25, unitCost: 18, invoiceDescription: 'Seats' });
    expect(await post(path, fields)).toMatchObject(failed('The service is already on the contract.'));
    expect((await post(path, { ...fields, contractID: 40_009 })).status).toBe(500);
  });

  test('takes a new invoice description and nothing else', async () => {
    const { id } = line();
    const path = `V1.0/Contracts/${ids.contract}/Services`;
    const fields = { id, invoiceDescription: 'New', internalDescription: 'x', unitCost: 1, serviceID: 9 };
    expect((await patch(path, fields)).body).toEqual({ itemId: id });
    expect((await find('ContractServices', byId(id)))[0]).toMatchObject({
      invoiceDescription: 'New',
      internalDescription: null,
      unitCost: 20,
      serviceID: ids.service,
    });
    expect((await patch(path, { id, invoiceDescription: 'x'.repeat(1001) })).status).toBe(500);
    expect((await patch('V1.0/Contracts/40009/Services', { id, invoiceDescription: 'y' })).status).toBe(500);
  });

  test('goes only onto contracts of recurring services, and only for an active service', async () => {
    const { book } = stage.autotask;
    const hours = book.addContract({ companyID: ids.company, contractType: 4 });
    const add = { contractID: hours.id, serviceID: ids.service, effectiveDate: '2026-09-01', unitChange: 1 };
    expect((await adjustment(add)).status).toBe(500);
    book.editService(ids.service, { isActive: false });
    expect(await adjustment({ ...add, contractID: ids.contract })).toMatchObject(
      failed('Reference value on field: serviceID of type: Service does not exist or is invalid.'),
    );
  });
});

describe('the rows of a line', () => {
  test.each<[string, object, string[]]>([
    [
      'a month from the 31st on, by the last days of short months',
      { startDate: '2026-08-31', endDate: '2026-11-30' },
      ['2026-08-31 2026-09-29', '2026-09-30 2026-10-30', '2026-10-31 2026-11-29', '2026-11-30 2026-11-30'],
    ],
    [
      'a quarter, the last cut by the contract',
      { startDate: '2026-02-15', endDate: '2026-09-30', contractPeriodType: 3 },
      ['2026-02-15 2026-05-14', '2026-05-15 2026-08-14', '2026-08-15 2026-09-30'],
    ],
    [
      'half a year',
      { startDate: '2026-01-01', endDate: '2026-12-31', contractPeriodType: 4 },
      ['2026-01-01 2026-06-30', '2026-07-01 2026-12-31'],
    ],
    [
      'a year',
      { startDate: '2026-03-01', endDate: '2028-02-29', contractPeriodType: 5 },
      ['2026-03-01 2027-02-28', '2027-03-01 2028-02-29'],
    ],
  ])('step by %s', (_, fields, periods) => {
    const { book } = stage.autotask;
    const contract = book.addContract({ companyID: ids.company, ...fields });
    const { id } = book.addContractService({ contractId: contract.id, serviceId: ids.service, units: 1 });
    expect(book.rowsOf(id).map(row => `${row.startDate} ${row.endDate}`)).toEqual(periods);
    expect(book.timeline(id)).toEqual([[contract.startDate, 1]]);
  });

  test('are dropped after a nearer end and made up to a farther one, at the last units and prices', async () => {
    const { id } = line();
    await adjustment({
      contractServiceID: id,
      effectiveDate: '2026-11-10',
      unitChange: 5,
      adjustedUnitPrice: 50,
    });
    await patch('V1.0/Contracts', { id: ids.contract, endDate: '2026-10-15' });
    expect(stage.autotask.book.rowsOf(id).at(-1)).toMatchObject({ endDate: '2026-10-15', price: '48.39' });
    expect((await find('ContractServices', byId(id)))[0]?.unitPrice).toBe(25);
    await patch('V1.0/Contracts', { id: ids.contract, endDate: '2027-01-31' });
    expect(rows(id, '2026-10-01')).toEqual(['2026-10-01 2026-10-31 4 100.00']);
    expect(stage.autotask.book.rowsOf(id)).toHaveLength(13);
    expect(stage.autotask.book.timeline(id)).toEqual([['2026-01-01', 4]]);
  });

  test('that are posted hold the end date', async () => {
    const { id } = line();
    stage.autotask.book.post(ids.contract, '2026-12-01');
    expect(await patch('V1.0/Contracts', { id: ids.contract, endDate: '2026-12-30' })).toMatchObject(
      failed(
        'Unable to make changes as it would result in the deletion/modification of an already approved and posted contract period',
      ),
    );
    const { body } = await get(`V1.0/Contracts/${ids.contract}`);
    expect(body.item).toMatchObject({ endDate: '2026-12-31T00:00:00Z' });
    stage.autotask.book.unpost(ids.contract, '2026-12-01');
    expect((await patch('V1.0/Contracts', { id: ids.contract, endDate: '2026-11-30' })).status).toBe(200);
    expect(stage.autotask.book.rowsOf(id).at(-1)?.endDate).toBe('2026-11-30');
  });
});
