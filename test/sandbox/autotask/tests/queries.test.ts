import { beforeEach, describe, expect, test } from 'vitest';
import { everything, failed, type Item, onStage } from './stage.ts';

const stage = onStage();
const { find, get, ids, line, post } = stage;

describe('queries', () => {
  const name = (op: string, value?: unknown) => ({ op, field: 'CONTRACTNAME', value });
  beforeEach(() => {
    for (const [contractName, contractNumber] of [
      ['Azure', 'A-1'],
      ['Backup', null],
      ['azure two', 'A-2'],
    ] as const) {
      stage.autotask.book.addContract({
        companyID: ids.company,
        contractName,
        contractNumber,
        startDate: '2026-03-31',
      });
    }
  });

  test.each<[string, unknown[], string[]]>([
    ['eq, without regard to case', [name('eq', 'AZURE')], ['Azure']],
    ['noteq', [name('noteq', 'azure'), name('noteq', 'backup')], ['Cloud services', 'azure two']],
    ['beginsWith', [name('beginsWith', 'az')], ['Azure', 'azure two']],
    ['endsWith', [name('endsWith', 'TWO')], ['azure two']],
    ['contains', [name('contains', 'ack')], ['Backup']],
    ['in', [name('in', ['Azure', 'backup'])], ['Azure', 'Backup']],
    ['notIn', [name('notIn', ['Azure', 'backup'])], ['Cloud services', 'azure two']],
    ['exist', [{ op: 'exist', field: 'contractNumber' }], ['Azure', 'azure two']],
    ['notExist', [{ op: 'notExist', field: 'contractNumber' }], ['Cloud services', 'Backup']],
    ['dates', [{ op: 'lte', field: 'startDate', value: '2026-01-01T23:59:59' }], ['Cloud services']],
    ['numbers as text', [{ op: 'eq', field: 'contractType', value: '9' }], []],
    ['numbers', [{ op: 'gt', field: 'id', value: 40_003 }], ['azure two']],
    [
      'groups in groups',
      [
        {
          op: 'or',
          items: [{ op: 'and', items: [name('eq', 'azure'), name('contains', 'z')] }, name('eq', 'backup')],
        },
      ],
      ['Azure', 'Backup'],
    ],
  ])('understand %s', async (_, filter, names) => {
    expect((await find('Contracts', filter)).map(({ contractName }) => contractName)).toEqual(names);
  });

  const ors = (count: number) =>
    Array.from({ length: count }, (_, id) => ({ op: 'eq', field: 'id', value: id }));
  test.each<[string, object, string]>([
    ['no filter', {}, 'The filter of a query is required.'],
    [
      'an unknown field',
      { filter: [{ op: 'eq', field: 'colour', value: 1 }] },
      'Unable to find colour in the Contract Entity',
    ],
    [
      'an unknown IncludeField',
      { filter: everything, IncludeFields: ['id', 'colour'] },
      'Unable to find colour in the Contract Entity',
    ],
    [
      'text against a number',
      { filter: [{ op: 'eq', field: 'status', value: 'material' }] },
      "Conversion failed when converting varchar 'material' to data type int",
    ],
    [
      'more than 500 ORs',
      { filter: [{ op: 'or', items: ors(501) }] },
      "Invalid query syntax. Queries are limited to 500 or fewer 'OR' conditions.",
    ],
    [
      'more than 500 ids',
      { filter: [{ op: 'in', field: 'id', value: Array.from({ length: 501 }, (_, id) => id) }] },
      "Invalid query syntax. Queries are limited to 500 or fewer 'OR' conditions.",
    ],
    [
      'null',
      { filter: [{ op: 'eq', field: 'status', value: null }] },
      'The value for field status must not be null.',
    ],
    [
      'a text for a boolean',
      { filter: [{ op: 'eq', field: 'isCompliant', value: 'true' }] },
      'The value for field isCompliant must be true or false.',
    ],
    ['a page too large', { filter: everything, maxRecords: 501 }, 'MaxRecords must be between 1 and 500.'],
    [
      'pages without id',
      { filter: everything, maxRecords: 2, includeFields: ['contractName'] },
      'IncludeFields must contain id when a query has more than one page.',
    ],
  ])('refuse %s', async (_, query, error) => {
    expect(await post('V1.0/Contracts/query', query)).toMatchObject(failed(error));
  });

  test('500 ids in one list are taken, and dates come back as midnight', async () => {
    const value = Array.from({ length: 500 }, (_, index) => 39_900 + index);
    const found = await find('Contracts', [{ op: 'in', field: 'ID', value }], {
      IncludeFields: ['ID', 'startDate'],
    });
    expect(found.slice(0, 2)).toEqual([
      { id: 40_001, startDate: '2026-01-01T00:00:00Z' },
      { id: 40_002, startDate: '2026-03-31T00:00:00Z' },
    ]);
  });

  test('a page born by POST leads on by POST with the same body only', async () => {
    const query = { MaxRecords: 3, filter: everything };
    const { body } = await post('V1.0/Contracts/query', query);
    const { nextPageUrl, ...details } = body.pageDetails as Record<string, string>;
    expect(details).toEqual({ count: 3, requestCount: 3, prevPageUrl: null });
    expect(nextPageUrl).toContain(`${stage.autotask.url}V1.0/Contracts/query/next?paging=`);
    expect(await get(nextPageUrl!)).toMatchObject({
      status: 405,
      body: { Message: "The requested resource does not support http method 'GET'." },
    });
    expect((await post(nextPageUrl!, { ...query, MaxRecords: 2 })).status).toBe(500);
    const last = (await post(nextPageUrl!, query)).body;
    expect(last).toMatchObject({
      items: [{ contractName: 'azure two' }],
      pageDetails: { count: 1, nextPageUrl: null },
    });
    const { prevPageUrl } = last.pageDetails as Record<string, string>;
    expect((await post(prevPageUrl!, query)).body.items).toEqual(body.items);
  });

  test('a page born by GET leads on by GET', async () => {
    const search = encodeURIComponent(JSON.stringify({ maxRecords: 3, filter: everything }));
    const { body } = await get(`V1.0/Contracts/query?search=${search}`);
    const { nextPageUrl } = body.pageDetails as Record<string, string>;
    expect((await post(nextPageUrl!, {})).status).toBe(405);
    expect((await get(nextPageUrl!)).body.items).toHaveLength(1);
  });

  test('are counted by GET and by POST', async () => {
    const search = encodeURIComponent(JSON.stringify({ filter: everything }));
    expect((await get(`V1.0/Contracts/query/count?search=${search}`)).body).toEqual({ queryCount: 4 });
    expect((await post('V1.0/Contracts/query/count', { filter: everything })).body).toEqual({
      queryCount: 4,
    });
  });

  test('one item that is not there is a 404 or a null, as switched', async () => {
    expect((await get(`V1.0/Contracts/${ids.contract}`)).body.item).toMatchObject({
      id: ids.contract,
      status: 1,
    });
    expect((await get('V1.0/Contracts/9')).status).toBe(404);
    stage.autotask.switches.missingItem = 'null-item';
    expect(await get('V1.0/Contracts/9')).toMatchObject({ status: 200, body: { item: null } });
  });

  test('below a contract give its own records', async () => {
    const { id } = line();
    const list = await get(`V1.0/Contracts/${ids.contract}/Services`);
    expect(list.body.items).toMatchObject([{ id, serviceID: ids.service }]);
    expect((await get(`V1.0/Contracts/${ids.contract}/Services/${id}`)).body.item).toMatchObject({ id });
    expect((await get(`V1.0/Contracts/40002/Services/${id}`)).status).toBe(404);
  });

  test('metadata tells lengths, text picklist values, and calls create-only fields read-only', async () => {
    const { body } = await get('V1.0/Services/entityInformation/fields');
    const fields = new Map((body.fields as Item[]).map(field => [field.name, field]));
    expect(fields.get('name')).toMatchObject({
      dataType: 'string',
      length: 150,
      isRequired: true,
      isReadOnly: false,
    });
    expect(fields.get('periodType')).toMatchObject({ isRequired: true, isReadOnly: true, isPickList: true });
    expect((fields.get('periodType')!.picklistValues as Item[]).map(({ value }) => value)).toEqual([
      '2',
      '3',
      '4',
      '5',
    ]);
    expect(fields.get('billingCodeID')).toMatchObject({
      isReference: true,
      referenceEntityType: 'BillingCode',
    });
    const info = async (entity: string) => (await get(`V1.0/${entity}/entityInformation`)).body.info;
    expect(await info('BillingCodes')).toMatchObject({ canCreate: false, canUpdate: false, canQuery: true });
    expect(await info('Services')).toMatchObject({
      canCreate: true,
      canDelete: false,
      userAccessForCreate: 'All',
    });
    expect(await info('ContractServiceAdjustments')).toMatchObject({ canQuery: false, canCreate: true });
  });

  test('long lists are read from an index', async () => {
    const { book } = stage.autotask;
    const contract = book.addContract({ companyID: ids.company, contractName: 'Many' }).id;
    const lines = Array.from({ length: 500 }, () =>
      book.addContractService({ contractId: contract, serviceId: ids.service, units: 1 }),
    );
    const filter = [{ op: 'in', field: 'contractServiceID', value: lines.map(({ id }) => id) }];
    expect((await post('V1.0/ContractServiceUnits/query/count', { filter })).body).toEqual({
      queryCount: 12_000,
    });
  });
});
