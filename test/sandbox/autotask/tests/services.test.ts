import { describe, expect, test } from 'vitest';
import { byId, failed, onStage } from './stage.ts';

const stage = onStage();
const { find, ids, line, patch, post, send } = stage;

describe('services', () => {
  const fresh = () => ({
    name: 'Defender',
    billingCodeID: ids.code,
    periodType: 2,
    unitPrice: 7.35,
    unitCost: 4.2,
  });

  test('are created, worked out and read back, numbers as numbers', async () => {
    const { status, body } = await post('V1.0/Services', { ...fresh(), markupRate: 1, Description: 'Seats' });
    expect(status).toBe(200);
    const [service] = await find('Services', byId(body.itemId));
    expect(service).toMatchObject({ ...fresh(), description: 'Seats', isActive: true, markupRate: 75 });
    expect(stage.autotask.requests.writesOf('Services')).toMatchObject([
      { action: 'create', id: body.itemId },
    ]);
  });

  test('all that is wrong is said at once', async () => {
    stage.autotask.book.addBillingCode({ useType: 1 });
    expect(
      await post('V1.0/Services', { description: 'x'.repeat(401), billingCodeID: 9, periodType: 7 }),
    ).toMatchObject(
      failed(
        'Missing Required Field: name',
        'Missing Required Field: unitPrice',
        'The value of field description is longer than its maximum length of 400.',
        'Reference value on field: billingCodeID of type: BillingCode does not exist or is invalid.',
        'Value does not reference an existing entity for periodType . ',
      ),
    );
    expect(stage.autotask.requests.writes).toEqual([]);
  });

  test.each([
    ['of another use', { useType: 4 }],
    ['that is inactive', { isActive: false }],
  ])('a billing code %s is refused, unless the service has it already', async (_, wrong) => {
    const code = stage.autotask.book.addBillingCode(wrong);
    const refused = failed(
      'Reference value on field: billingCodeID of type: BillingCode does not exist or is invalid.',
    );
    expect(await post('V1.0/Services', { ...fresh(), billingCodeID: code.id })).toMatchObject(refused);
    expect(await patch('V1.0/Services', { id: ids.service, billingCodeID: code.id })).toMatchObject(refused);
    stage.autotask.book.billingCodes.update(ids.code, wrong);
    expect((await patch('V1.0/Services', { id: ids.service, billingCodeID: ids.code })).status).toBe(200);
  });

  test.each([
    [
      'true for an integer',
      { billingCodeID: true },
      'Unexpected character encountered while parsing value: t',
    ],
    ['text for money', { unitPrice: 'free' }, 'Unexpected character encountered while parsing value: f'],
    ['half an integer', { periodType: 2.5 }, "Input string '2.5' is not a valid integer."],
  ])('the binder does not take %s', async (_, wrong, error) => {
    expect(await post('V1.0/Services', { ...fresh(), ...wrong })).toMatchObject(failed(error));
  });

  test('a name may be used twice, or not, as switched', async () => {
    expect((await post('V1.0/Services', { ...fresh(), name: 'business premium' })).status).toBe(200);
    stage.autotask.switches.duplicateNames = 'refuse';
    expect(await post('V1.0/Services', { ...fresh(), name: 'BUSINESS premium' })).toMatchObject(
      failed(
        "Violation of UNIQUE KEY constraint 'IX_service'. Cannot insert duplicate key in object 'dbo.Service'. The duplicate key value is (BUSINESS premium).",
      ),
    );
    expect((await patch('V1.0/Services', { id: ids.service, name: 'Business Premium' })).status).toBe(500);
    expect((await patch('V1.0/Services', { id: ids.service, unitPrice: 1 })).status).toBe(200);
  });

  test('PATCH touches what is given, PUT empties the rest, and create-only fields stay', async () => {
    stage.autotask.book.editService(ids.service, { description: 'Seats', sku: 'BP' });
    expect((await patch('V1.0/Services', { ID: ids.service, unitPrice: -3.5, periodType: 5 })).body).toEqual({
      itemId: ids.service,
    });
    const read = async () => (await find('Services', byId(ids.service)))[0];
    expect(await read()).toMatchObject({ unitPrice: -3.5, periodType: 2, description: 'Seats', sku: 'BP' });
    expect(await send('PUT', 'V1.0/Services', { id: ids.service, name: 'X' })).toMatchObject(
      failed('Missing Required Field: billingCodeID', 'Missing Required Field: unitPrice'),
    );
    await send('PUT', 'V1.0/Services', { id: ids.service, name: 'X', billingCodeID: ids.code, unitPrice: 2 });
    expect(await read()).toMatchObject({ name: 'X', periodType: 2, description: null, sku: null });
    expect(await patch('V1.0/Services', { unitPrice: 1 })).toMatchObject(
      failed('Missing Required Field: id'),
    );
    expect((await patch('V1.0/Services', { id: 9, unitPrice: 1 })).status).toBe(500);
  });

  test('a new catalogue price leaves the lines alone; a new description shows through', async () => {
    const { id } = line();
    await patch('V1.0/Services', { id: ids.service, unitPrice: 99, invoiceDescription: 'Premium seats' });
    const read = async () => (await find('ContractServices', byId(id)))[0];
    expect(await read()).toMatchObject({ unitPrice: 25, invoiceDescription: 'Premium seats' });
    await patch(`V1.0/Contracts/${ids.contract}/Services`, {
      id,
      invoiceDescription: 'Own text',
      unitPrice: 1,
      unitCost: 1,
    });
    expect(await read()).toMatchObject({ unitPrice: 25, unitCost: 20, invoiceDescription: 'Own text' });
  });
});
