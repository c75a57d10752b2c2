import { describe, expect, test } from 'vitest';
import { clock, everything, failed, onStage } from './autotask/tests/stage.ts';

const stage = onStage();
const { adjustment, find, get, ids, line, patch, post, send } = stage;

const THREADS = 'The Autotask API thread threshold of 3 threads has been exceeded.';
const permission = (verb: string) =>
  `The logged in Resource does not have the adequate permissions to ${verb} this entity type.`;

describe('the way in', () => {
  test('zoneInformation needs no login, takes any case and counts against nothing', async () => {
    const path = `v1.0/ZONEinformation?user=${encodeURIComponent(stage.autotask.user.userName.toUpperCase())}`;
    for (const base of [stage.autotask.zoneUrl, stage.autotask.url]) {
      const answer = await fetch(`${base}${path}`);
      expect(await answer.json()).toMatchObject({ zoneName: 'Sandbox', url: stage.autotask.url, ci: 123456 });
    }
    expect(stage.autotask.url).toMatch(/\/ATServicesRest\/$/);
    expect(stage.autotask.quota.used).toBe(0);
    expect(
      await get('V1.0/ZoneInformation?user=nobody@example.com', { base: stage.autotask.zoneUrl }),
    ).toMatchObject(failed('Zone information could not be determined'));
  });

  test('says which versions there are', async () => {
    for (const path of ['VersionInformation', 'V1.0/Version']) {
      expect((await get(path)).body).toEqual({ apiVersions: ['1.0'] });
    }
  });

  test.each([
    ['not-found', 404, 'text/html'],
    ['unauthorized', 401, 'application/json'],
    ['redirect', 307, ''],
  ] as const)('the wrong zone answers %s', async (wrongZone, status, type) => {
    stage.autotask.switches.wrongZone = wrongZone;
    const answer = await get(`V1.0/Companies/${ids.company}`, { base: stage.autotask.zoneUrl });
    expect([answer.status, answer.type.split(';')[0]]).toEqual([status, type]);
  });

  test.each([
    [
      'an unknown user',
      { UserName: 'nobody@example.com' },
      500,
      ['Zone information could not be determined'],
    ],
    ['a wrong integration code', { ApiIntegrationCode: 'X' }, 500, ['IntegrationCode is invalid.']],
    ['a wrong secret', { Secret: 'wrong' }, 401, []],
  ])('refuses %s', async (_, headers, status, errors) => {
    const answer = await get(`V1.0/Companies/${ids.company}`, { headers });
    expect(answer).toMatchObject({ status, body: { errors } });
  });

  test('locks a user after five wrong secrets, also for the right one', async () => {
    const wrong = () => get('V1.0/ThresholdInformation', { headers: { Secret: 'wrong' } });
    for (let i = 0; i < 4; i++) await wrong();
    expect((await get('V1.0/ThresholdInformation')).status).toBe(200);
    for (let i = 0; i < 5; i++) await wrong();
    expect(stage.autotask.user.locked).toBe(true);
    const answer = await get('V1.0/ThresholdInformation');
    expect(answer.status).toBe(401);
    expect(answer.text).toContain('The user account has been locked.');
  });

  test('knows paths in any case, and answers unknown ones with a web page', async () => {
    const lower = stage.autotask.url.replace('/ATServicesRest/', '/atservicesrest/');
    expect((await get(`v1.0/companies/${ids.company}`, { base: lower })).status).toBe(200);
    for (const path of ['V1.0/Invoices/query', 'V2.0/Companies', 'V1.0/constructor', 'V1.0/Companies/1/x']) {
      expect(await get(path)).toMatchObject({ status: 404, type: 'text/html' });
    }
    expect(stage.autotask.requests.unknown).toHaveLength(4);
    const long = encodeURIComponent(JSON.stringify({ filter: everything, pad: 'x'.repeat(2100) }));
    expect((await get(`V1.0/Companies/query?search=${long}`)).status).toBe(404);
  });

  test.each([
    ['PATCH', 'Services/3001'],
    ['PUT', 'Services/3001'],
    ['DELETE', 'Services/3001'],
    ['DELETE', 'Contracts/40001'],
    ['DELETE', 'Contracts/40001/Services/500001'],
    ['POST', 'ContractServices'],
    ['PATCH', 'ContractServices'],
    ['GET', 'ContractServiceAdjustments'],
    ['PATCH', 'ContractServiceAdjustments'],
    ['POST', 'ContractServiceUnits'],
    ['POST', 'BillingCodes'],
    ['GET', 'Companies'],
  ])('does not take %s %s', async (method, path) => {
    const answer = await send(method, `V1.0/${path}`, method === 'GET' ? undefined : {});
    expect(answer).toMatchObject({
      status: 405,
      body: { Message: `The requested resource does not support http method '${method}'.` },
    });
    expect(stage.autotask.requests.writes).toEqual([]);
  });

  test('adjustments cannot be queried', async () => {
    const answer = await post('V1.0/ContractServiceAdjustments/query', { filter: everything });
    expect(answer).toMatchObject({ status: 404, type: 'text/html' });
  });
});

describe('rights', () => {
  test.each([
    ['query', 'Services', () => post('V1.0/Services/query', { filter: everything })],
    ['query', 'Services', () => get(`V1.0/Services/${ids.service}`)],
    ['create', 'Services', () => post('V1.0/Services', {})],
    ['update', 'Services', () => patch('V1.0/Services', { id: ids.service })],
    ['create', 'ContractServiceAdjustments', () => adjustment({})],
    ['delete', 'ContractCharges', () => send('DELETE', `V1.0/Contracts/${ids.contract}/Charges/1`)],
  ] as const)('without the right to %s %s, that is refused', async (verb, entity, ask) => {
    stage.autotask.user.rights[entity][verb] = false;
    expect(await ask()).toMatchObject(failed(permission(verb)));
  });

  test('without the right to see costs, they are blank when read and ignored when written', async () => {
    line();
    stage.autotask.user.rights.costs = false;
    const [service] = await find('Services', everything);
    expect(service).toMatchObject({ unitPrice: 25, unitCost: null, markupRate: null });
    expect((await find('ContractServices', everything))[0]).toMatchObject({ unitPrice: 25, unitCost: null });
    expect((await find('ContractServiceUnits', everything))[0]).toMatchObject({ price: 100, cost: null });
    await patch('V1.0/Services', { id: ids.service, unitCost: 1, unitPrice: 30 });
    await adjustment({ serviceID: ids.service, effectiveDate: '2026-10-01', adjustedUnitCost: 1 });
    expect(stage.autotask.book.services.get(ids.service)).toMatchObject({ unitPrice: '30', unitCost: '20' });
    expect(stage.autotask.book.contractServices.all()[0]?.prices.at(-1)?.cost).toBe('20');
  });

  test('hidden companies are missing everywhere, and nothing says so', async () => {
    line();
    stage.autotask.user.hiddenCompanies.add(ids.company);
    for (const entity of ['Companies', 'Contracts', 'ContractServices', 'ContractServiceUnits'] as const) {
      expect(await find(entity, everything)).toEqual([]);
    }
    expect(await find('Services', everything)).toHaveLength(1);
  });

  test('acting for someone else is for creating only', async () => {
    const headers = { ImpersonationResourceId: '29682885' };
    expect(await post('V1.0/Companies/query', { filter: everything }, { headers })).toMatchObject(
      failed(permission('query')),
    );
    const company = { companyName: 'Fabrikam', phone: '1', companyType: 1, ownerResourceID: 1 };
    expect((await post('V1.0/Companies', company, { headers })).status).toBe(200);
  });
});

describe('limits', () => {
  test('the fourth request at once of one code and endpoint is turned away; another endpoint is not', async () => {
    stage.autotask.faults.add('query Companies', { kind: 'slow', ms: 40 }, { times: 3 });
    const ask = (entity: string) => post(`V1.0/${entity}/query`, { filter: everything });
    const answers = await Promise.all([
      ...Array.from({ length: 4 }, () => ask('Companies')),
      ask('Services'),
    ]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 200, 200, 200, 429]);
    expect(answers.find(({ status }) => status === 429)?.body).toEqual({ errors: [THREADS] });
    const code = stage.autotask.user.integrationCode;
    expect(stage.autotask.requests.mostAtOnce).toEqual({ [`${code} companies`]: 4, [`${code} services`]: 1 });
    expect((await ask('Companies')).status).toBe(200);
  });

  test.each(['parent', 'child'] as const)('requests below a contract count as its %s', async childThreads => {
    stage.autotask.switches.childThreads = childThreads;
    await get(`V1.0/Contracts/${ids.contract}/ServiceUnits`);
    const [lane] = Object.keys(stage.autotask.requests.mostAtOnce);
    expect(lane?.split(' ')[1]).toBe(childThreads === 'parent' ? 'contracts' : 'contractserviceunits');
  });

  test('the quota is counted over sixty minutes, its own question included', async () => {
    const used = async () => (await get('V1.0/ThresholdInformation')).body.currentTimeframeRequestCount;
    expect((await get('V1.0/ThresholdInformation')).body).toEqual({
      externalRequestThreshold: 10000,
      requestThresholdTimeframe: 60,
      currentTimeframeRequestCount: 1,
    });
    clock.advance(59 * 60_000);
    expect(await used()).toBe(2);
    clock.advance(60_000);
    expect(await used()).toBe(2);
  });

  test('half a quota slows every call, three quarters more, and a whole one shuts the door', async () => {
    const delays: number[] = [];
    for (const upTo of [4999, 5000, 7500]) {
      stage.autotask.quota.use(upTo - stage.autotask.quota.used);
      await get('V1.0/ThresholdInformation');
      delays.push(stage.autotask.requests.all.at(-1)?.latencyMs ?? -1);
    }
    expect(delays).toEqual([0, 500, 1000]);
    stage.autotask.quota.use(10_000 - stage.autotask.quota.used);
    expect((await get('V1.0/ThresholdInformation')).status).toBe(429);
    clock.advance(3_600_000);
    expect((await get('V1.0/ThresholdInformation')).status).toBe(200);
  });
});
