import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SetClock } from '../../src/clock.ts';
import { agreement, invoice, line, product, reseller, subscription, tenant } from './prism/builders.ts';
import { COLUMNS, TEN_COLUMNS } from './prism/csv.ts';
import { type PrismSandbox, startPrism } from './prism/index.ts';

const clock = new SetClock('2026-10-03T01:00:00Z');
const us = reseller();
const held = agreement({ holder: us });
const premium = product({ name: 'Microsoft 365 Business Premium', cost: '20', retail: '25' });

let prism: PrismSandbox;
beforeEach(async () => {
  prism = await startPrism({ clock });
});
afterEach(() => prism.close());

const form = (fields: Record<string, string>) => ({ method: 'POST', body: new URLSearchParams(fields) });
const credentials = () => ({
  grant_type: 'client_credentials',
  client_id: prism.client.clientId,
  client_secret: prism.client.clientSecret,
  scope: 'rhipeapi',
});
async function bearer(): Promise<string> {
  const answer = await fetch(prism.tokenUrl, form(credentials()));
  return ((await answer.json()) as { access_token: string }).access_token;
}
async function get(path: string, token?: string): Promise<{ status: number; text: string }> {
  const authorization = `Bearer ${token ?? (await bearer())}`;
  const answer = await fetch(`${prism.apiUrl}${path}`, { headers: { authorization } });
  return { status: answer.status, text: await answer.text() };
}

describe('the token endpoint', () => {
  test('gives a token for one hour of the clock, and no longer', async () => {
    const token = await bearer();
    expect((await get('/api/v1/me', token)).status).toBe(200);
    clock.advance(3_599_000);
    expect((await get('/api/v1/me', token)).status).toBe(200);
    clock.advance(1_000);
    expect((await get('/api/v1/me', token)).status).toBe(401);
  });

  test.each([
    ['a wrong secret', { client_secret: 'wrong' }, 'invalid_client'],
    ['another scope', { scope: 'everything' }, 'invalid_scope'],
    ['another grant', { grant_type: 'password' }, 'unsupported_grant_type'],
  ])('refuses %s', async (_, wrong, error) => {
    const answer = await fetch(prism.tokenUrl, form({ ...credentials(), ...wrong }));
    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({ error });
  });

  test('refuses credentials sent as JSON or as Basic', async () => {
    const json = { method: 'POST', headers: { 'content-type': 'application/json' } };
    const asJson = await fetch(prism.tokenUrl, { ...json, body: JSON.stringify(credentials()) });
    expect(await asJson.json()).toEqual({ error: 'invalid_request' });
    const { clientId, clientSecret } = prism.client;
    const basic = form({ grant_type: 'client_credentials', scope: 'rhipeapi' });
    const headers = { authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}` };
    expect((await fetch(prism.tokenUrl, { ...basic, headers })).status).toBe(400);
  });
});

describe('the data host', () => {
  test.each(['POST', 'PUT', 'PATCH', 'DELETE', 'HEAD'])(
    'answers %s with 405 and remembers it',
    async method => {
      const authorization = `Bearer ${await bearer()}`;
      const answer = await fetch(`${prism.apiUrl}/api/v2/customers`, { method, headers: { authorization } });
      expect(answer.status).toBe(405);
      expect(prism.requests.forbidden).toMatchObject([{ method, path: '/api/v2/customers', status: 405 }]);
    },
  );

  test('knows only the exact paths', async () => {
    prism.book.seed({ customers: [us], agreements: [held] });
    prism.book.priceLists.push({ agreementId: held.id, validFrom: '2026-01-01', products: [premium] });
    const list = `/api/v2/me/pricing/${held.id}/pricelist/2026/9/1`;
    expect((await get(`${list}/?excludeTieredProducts=true`)).status).toBe(200);
    expect((await get(list)).status).toBe(404);
    expect((await get(`/api/v2/me/pricing/${held.id}/pricelist/2026/09/01/`)).status).toBe(404);
    expect((await get(`/api/v2/me/pricing/${held.id}/pricelist/2026/2/30/`)).status).toBe(404);
    expect((await get(`/api/v2/me/pricing/${held.id}/pricelist/2025/12/31/`)).status).toBe(404);
    expect((await get('/api/v2/Invoices')).status).toBe(404);
    expect((await get('/api/v2/invoices?top=5')).status).toBe(400);
    expect(prism.requests.unknown.map(({ path }) => path)).toEqual([list, '/api/v2/Invoices']);
  });

  test('pages invoices, or ignores paging when told to', async () => {
    for (const month of ['2026-07', '2026-08', '2026-09']) {
      prism.book.issue(invoice({ agreement: held, month, lines: [] }));
    }
    const months = async (path: string) => {
      const { Records } = JSON.parse((await get(path)).text) as { Records: { BillingPeriodStart: string }[] };
      return Records.map(({ BillingPeriodStart }) => BillingPeriodStart.slice(0, 7));
    };
    expect(await months('/api/v2/invoices?page=2&pageSize=2')).toEqual(['2026-09']);
    expect(await months('/api/v2/invoices?page=3&pageSize=2')).toEqual([]);
    prism.switches.paging = 'ignored';
    expect(await months('/api/v2/invoices?page=3&pageSize=2')).toEqual(['2026-07', '2026-08', '2026-09']);
  });

  test('writes money as JSON numbers with every digit', async () => {
    const dear = product({ name: 'Dear', cost: '123456789.1234567891', retail: '0.0000000001' });
    prism.book.seed({ customers: [us], agreements: [held] });
    prism.book.priceLists.push({ agreementId: held.id, validFrom: '2026-01-01', products: [dear] });
    const { text } = await get(`/api/v2/me/pricing/${held.id}/pricelist/2026/9/1/`);
    expect(text).toContain('"Price":123456789.1234567891,');
    expect(text).toContain('"RetailPrice":0.0000000001,');
  });
});

describe('the invoice file', () => {
  const seats = subscription({ product: premium, quantity: 6 });
  const contoso = tenant({ agreement: held, customer: us, subscriptions: [seats] });
  const september = (lines: ReturnType<typeof line>[]) =>
    prism.book.issue(invoice({ agreement: held, month: '2026-09', lines }));
  const read = async (id: string) => (await get(`/api/v1/me/invoice/${id}/csv`)).text;

  test('has the nineteen columns in order, and the ratio and sub total of the days', async () => {
    const half = { tenant: contoso, subscription: seats, unitCost: '20', unitPrice: '25' };
    const { id } = september([
      line({ ...half, from: '2026-09-01', to: '2026-09-09', quantity: 4 }),
      line({ ...half, from: '2026-09-10', to: '2026-09-30', quantity: 6, offer: 'Premium, "new"' }),
    ]);
    const [header, first, second] = (await read(id)).split('\r\n');
    expect(header).toBe(COLUMNS.join(','));
    expect(first).toContain(
      ',2026-09-01T00:00:00.0000000+00:00,2026-09-09T00:00:00.0000000+00:00,,20,25,4,0.3,24,30,',
    );
    expect(second).toContain(',"Premium, ""new""",');
    expect(second).toContain(',20,25,6,0.7,84,105,');
  });

  test('has a ratio of ten decimals where the month does not divide', () => {
    const written = line({
      subscription: '',
      from: '2026-08-01',
      to: '2026-08-09',
      quantity: '4',
      unitCost: '20',
      unitPrice: '25',
    });
    expect(written.ratio).toBe('0.2903225806');
    expect(written.subTotal).toBe('23.225806448');
    const cents = line({
      subscription: '',
      from: '2026-09-15',
      to: '2026-09-30',
      quantity: 4,
      unitCost: '20',
      unitPrice: '25',
      places: 2,
    });
    expect(cents.subTotal).toBe('42.67');
  });

  test('is written with a byte order mark, ten columns, extra columns and plain line ends on request', async () => {
    const { id } = september([
      line({
        subscription: seats,
        from: '2026-09-01',
        to: '2026-09-30',
        quantity: 6,
        unitCost: '20',
        unitPrice: '25',
        extra: { ChargeType: 'cycleCharge' },
      }),
    ]);
    prism.switches.csv = {
      bom: true,
      columns: 'ten',
      extra: ['Currency', 'ChargeType', 'Mystery'],
      newline: '\n',
      quoted: false,
    };
    prism.switches.fractions = 'date-only';
    // fetch's text() drops the mark, so the bytes are looked at
    const answer = await fetch(`${prism.apiUrl}/api/v1/me/invoice/${id}/csv`, {
      headers: { authorization: `Bearer ${await bearer()}` },
    });
    const text = Buffer.from(await answer.arrayBuffer()).toString('utf8');
    expect(text).toBe(
      `\uFEFF${[...TEN_COLUMNS, 'Currency', 'ChargeType', 'Mystery'].join(',')}\n` +
        `${seats.id},Microsoft 365 Business Premium,2026-09-01,2026-09-30,20,25,6,1,120,150,AUD,cycleCharge,\n`,
    );
  });

  test('is not there until its lines are ready; a revision changes it, an approval its header', async () => {
    const all = {
      subscription: seats,
      from: '2026-09-01',
      to: '2026-09-30',
      unitCost: '20',
      unitPrice: '25',
    };
    const draft = september([line({ ...all, quantity: 6 })]);
    draft.status = 'Draft';
    draft.linesReady = false;
    expect((await get(`/api/v1/me/invoice/${draft.id}/csv`)).status).toBe(404);
    draft.linesReady = true;
    expect(await read(draft.id)).toContain(',120,');
    prism.book.revise(draft.id, [line({ ...all, quantity: 7 })]);
    expect(await read(draft.id)).toContain(',140,');
    prism.book.approve(draft.id);
    expect((await get('/api/v2/invoices')).text).toContain('"Status":"Approved"');
  });
});

describe('faults', () => {
  test('come as often as asked for, after the requests to be spared', async () => {
    const token = await bearer();
    prism.faults.add('me', { kind: 'status', status: 429, retryAfter: '3' }, { skip: 1, times: 2 });
    const seen: number[] = [];
    for (let i = 0; i < 4; i++) seen.push((await get('/api/v1/me', token)).status);
    expect(seen).toEqual([200, 429, 429, 200]);
    prism.faults.add('any', { kind: 'drop' });
    await expect(get('/api/v1/me', token)).rejects.toThrow();
  });
});
