import { describe, expect, test } from 'vitest';
import { billFor } from '../../../../src/plan/agreement/bill.ts';
import type { DateText } from '../../../../src/plan/numbers/calendar.ts';
import type { AutotaskSwitches } from '../switches.ts';
import { byId, clock, failed, onStage } from './stage.ts';

const stage = onStage();
const { adjustment, find, ids, line, post } = stage;

const OUTSIDE =
  'ContractServiceAdjustment effectiveDate must be between the start date and end date of the Contract referenced by contractID.';
const SAME_DATE = 'Attempt to insert duplicate data into contract_service_period';

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

describe('an adjustment', () => {
  test('answers without an id, cuts the row at its date and carries on to the end of the contract', async () => {
    const { id } = line();
    const answer = await adjustment({ contractServiceID: id, effectiveDate: '2026-09-10', unitChange: 2 });
    expect(answer).toMatchObject({ status: 200, body: { itemId: null } });
    expect(rows(id, '2026-09-01')).toEqual([
      '2026-09-01 2026-09-09 4 30.00',
      '2026-09-10 2026-09-30 6 105.00',
    ]);
    expect(stage.autotask.book.timeline(id)).toEqual([
      ['2026-01-01', 4],
      ['2026-09-10', 6],
    ]);
    expect(stage.autotask.book.quantityOn(id, '2026-12-31')).toBe(6);
    expect(stage.autotask.book.bill(id, '2026-09')).toEqual({ price: '135.00', cost: '108.00' });
    const [october] = await find('ContractServiceUnits', [
      { op: 'eq', field: 'contractServiceID', value: id },
      { op: 'lte', field: 'startDate', value: '2026-10-31T23:59:59' },
      { op: 'gte', field: 'endDate', value: '2026-10-31' },
    ]);
    expect(october).toEqual({
      id: expect.any(Number),
      contractID: ids.contract,
      serviceID: ids.service,
      contractServiceID: id,
      startDate: '2026-10-01T00:00:00Z',
      endDate: '2026-10-31T00:00:00Z',
      units: 6,
      price: 150,
      cost: 120,
      internalCurrencyPrice: 150,
      approveAndPostDate: null,
      vendorCompanyID: null,
      organizationalLevelAssociationID: null,
    });
  });

  test.each<[string, Partial<AutotaskSwitches>, boolean, string[]]>([
    ['the new total', {}, false, ['2026-09-01 2026-09-09 4 30.00', '2026-09-10 2026-09-30 6 105.00']],
    [
      'a row of the difference',
      { midPeriod: 'delta' },
      false,
      ['2026-09-01 2026-09-30 4 100.00', '2026-09-10 2026-09-30 2 35.00 added'],
    ],
    [
      'a row of the difference too, where the period is posted',
      {},
      true,
      ['2026-09-01 2026-09-30 4 100.00', '2026-09-10 2026-09-30 2 35.00 added'],
    ],
  ])('inside a period leaves %s', async (_, switches, posted, september) => {
    const { book } = stage.autotask;
    Object.assign(stage.autotask.switches, switches);
    const { id } = line();
    if (posted) book.post(ids.contract, '2026-09-01');
    await adjustment({ contractServiceID: id, effectiveDate: '2026-09-10', unitChange: 2 });
    expect(rows(id, '2026-09-01')).toEqual(september);
    expect(rows(id, '2026-10-01')).toEqual(['2026-10-01 2026-10-31 6 150.00']);
    expect(book.timeline(id).at(-1)).toEqual(['2026-09-10', 6]);
  });

  test('on the first day of a posted period, and before one, is laid over it as well', async () => {
    const { id } = line();
    for (const start of ['2026-09-01', '2026-10-01']) stage.autotask.book.post(ids.contract, start);
    const before = stage.autotask.book.rowsOf(id).filter(row => row.approveAndPostDate !== null);
    await adjustment({
      contractServiceID: id,
      effectiveDate: '2026-09-01',
      unitChange: -1,
      adjustedUnitPrice: 30,
    });
    expect(stage.autotask.book.rowsOf(id)).toEqual(expect.arrayContaining(before));
    expect(rows(id, '2026-10-01')).toEqual([
      '2026-10-01 2026-10-31 4 100.00',
      '2026-10-01 2026-10-31 -1 -30.00 added',
    ]);
    expect(rows(id, '2026-11-01')).toEqual(['2026-11-01 2026-11-30 3 90.00']);
    stage.autotask.book.post(ids.contract, '2026-09-01');
    const again = { contractServiceID: id, effectiveDate: '2026-09-01', unitChange: -1 };
    expect(await adjustment(again)).toMatchObject(failed(SAME_DATE));
  });

  test.each<[AutotaskSwitches['secondOnDate'], number, number]>([
    ['merge', 200, 200],
    ['refuse', 500, 500],
    ['refuse-inside-period', 500, 200],
  ])('%s: a second one on a date', async (secondOnDate, inside, onFirstDay) => {
    stage.autotask.switches.secondOnDate = secondOnDate;
    const { id } = line();
    const twice = async (effectiveDate: DateText) => {
      await adjustment({ contractServiceID: id, effectiveDate, unitChange: 1 });
      return adjustment({ contractServiceID: id, effectiveDate, unitChange: 1 });
    };
    const [first, second] = [await twice('2026-09-10'), await twice('2026-10-01')];
    expect([first.status, second.status]).toEqual([inside, onFirstDay]);
    for (const answer of [first, second]) {
      if (answer.status === 500) expect(answer.body).toEqual({ errors: [SAME_DATE] });
    }
    const made = [first, second].filter(({ status }) => status === 200).length + 2;
    expect(stage.autotask.book.quantityOn(id, '2026-12-31')).toBe(4 + made);
  });

  test('of price and cost holds from its date on, over later ones', async () => {
    const { id } = line(2);
    const change = (effectiveDate: DateText, prices: object) =>
      adjustment({ contractServiceID: id, effectiveDate, unitChange: 0, ...prices });
    await change('2026-11-01', { adjustedUnitPrice: 40, adjustedUnitCost: 35 });
    await change('2026-10-17', { adjustedUnitPrice: 31 });
    expect(rows(id, '2026-10-01')).toEqual([
      '2026-10-01 2026-10-16 2 25.81',
      '2026-10-17 2026-10-31 2 30.00',
    ]);
    expect(rows(id, '2026-11-01')).toEqual(['2026-11-01 2026-11-30 2 62.00']);
    expect(stage.autotask.book.bill(id, '2026-11')).toEqual({ price: '62.00', cost: '70.00' });
  });

  test.each([
    ['at-once', [40, 40]],
    ['from-effective-date', [25, 40]],
  ] as const)('dated later shows in the unit price %s', async (linePrices, [today, then]) => {
    stage.autotask.switches.linePrices = linePrices;
    const { id } = line();
    await adjustment({ contractServiceID: id, effectiveDate: '2026-11-01', adjustedUnitPrice: 40 });
    const unitPrice = async () => (await find('ContractServices', byId(id)))[0]?.unitPrice;
    expect(await unitPrice()).toBe(today);
    clock.set('2026-11-01T00:00:00Z');
    expect(await unitPrice()).toBe(then);
  });

  test('keeps all digits of a unit price and rounds a row half up to cents', async () => {
    const { id } = line(1);
    const fields = { effectiveDate: '2026-09-01', adjustedUnitPrice: 20.1235, adjustedUnitCost: 0.005 };
    await adjustment({ contractServiceID: id, ...fields });
    expect((await find('ContractServices', byId(id)))[0]).toMatchObject({
      unitPrice: 20.1235,
      unitCost: 0.005,
    });
    expect(stage.autotask.book.bill(id, '2026-09')).toEqual({ price: '20.12', cost: '0.01' });
  });

  test.each<[string, object, string[]]>([
    ['no date', { serviceID: 3001, unitChange: 1 }, ['Missing Required Field: effectiveDate']],
    ['a day before the contract', { serviceID: 3001, effectiveDate: '2025-12-31' }, [OUTSIDE]],
    ['a day after the contract', { serviceID: 3001, effectiveDate: '2027-01-01' }, [OUTSIDE]],
    ['no service', { effectiveDate: '2026-09-01' }, ['Missing Required Field: serviceID']],
    [
      'an unknown service',
      { serviceID: 9, effectiveDate: '2026-09-01' },
      ['Reference value on field: serviceID of type: Service does not exist or is invalid.'],
    ],
    [
      'an unknown line',
      { contractServiceID: 9, effectiveDate: '2026-09-01' },
      ['Reference value on field: contractServiceID of type: ContractService does not exist or is invalid.'],
    ],
    [
      'fewer units than none',
      { serviceID: 3001, unitChange: -1, effectiveDate: '2026-09-01' },
      ['The adjustment would result in a negative number of units.'],
    ],
  ])('with %s is refused and leaves nothing behind', async (_, fields, errors) => {
    expect(await adjustment(fields)).toMatchObject(failed(...errors));
    expect(stage.autotask.book.contractServices.all()).toEqual([]);
    expect(stage.autotask.book.units.all()).toEqual([]);
    expect(stage.autotask.requests.writes).toEqual([]);
  });

  test('is refused below zero on a later day too, unless switched', async () => {
    const { id } = line(2);
    await adjustment({ contractServiceID: id, effectiveDate: '2026-11-01', unitChange: -2 });
    const earlier = { contractServiceID: id, effectiveDate: '2026-10-10', unitChange: -1 };
    expect((await adjustment(earlier)).status).toBe(500);
    stage.autotask.switches.negativeUnits = 'allow';
    expect((await adjustment(earlier)).status).toBe(200);
    expect(stage.autotask.book.quantityOn(id, '2026-11-01')).toBe(-1);
  });

  test('works on the first and last day, over either path, but not against the path', async () => {
    const { id } = line();
    const below = (contract: number, fields: object) =>
      post(`V1.0/Contracts/${contract}/ServiceAdjustments`, {
        contractServiceID: id,
        unitChange: 1,
        ...fields,
      });
    for (const effectiveDate of ['2026-01-01', '2026-12-31T00:00:00Z']) {
      expect(await below(ids.contract, { effectiveDate })).toMatchObject({
        status: 200,
        body: { itemId: null },
      });
    }
    const date = { effectiveDate: '2026-05-01' };
    expect((await below(ids.contract, { contractID: 40_009, ...date })).status).toBe(500);
    const other = stage.autotask.book.addContract({ companyID: ids.company });
    expect((await below(other.id, date)).status).toBe(500);
    expect(stage.autotask.book.timeline(id)).toEqual([
      ['2026-01-01', 5],
      ['2026-12-31', 6],
    ]);
  });

  test('of an inactive contract is taken or refused, as switched', async () => {
    const { id } = line();
    stage.autotask.book.editContract(ids.contract, { status: 0 });
    const ask = () => adjustment({ contractServiceID: id, effectiveDate: '2026-10-01', unitChange: 1 });
    expect((await ask()).status).toBe(200);
    stage.autotask.switches.inactiveContracts = 'refuse';
    expect((await ask()).status).toBe(500);
  });

  test('bills to the cent what the planner says a target that prorates by days will bill', () => {
    const { book } = stage.autotask;
    const { id } = line(7);
    for (const [effective, delta, unitPrice] of [
      ['2026-10-04', -2, '31.3333'],
      ['2026-10-19', 5, '29.95'],
    ] as const) {
      book.adjust({ contractServiceId: id, effective, delta, unitPrice });
    }
    const quantities = book.timeline(id).map(([from, quantity]) => ({ from, quantity }));
    const prices = book.contractServices
      .get(id)
      .prices.map(({ from, price, cost }) => ({ from, unitPrice: price, unitCost: cost }));
    const october = { from: '2026-10-01', to: '2026-10-31' };
    expect(book.bill(id, '2026-10')).toEqual(billFor(quantities, prices, '2026-01-01', october));
  });
});
