import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  findName,
  listNames,
  type Name,
  type NameKind,
  saveNames,
  searchNames,
} from '../../src/store/names.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { at, twoWorkspaces } from './stage.ts';

let fresh: FreshDatabase;
let here: string;
beforeAll(async () => {
  fresh = await freshDatabase();
});
afterAll(() => fresh.drop());
beforeEach(async () => {
  ({ here } = await twoWorkspaces(fresh.db));
});

const company = (id: string, name: string): Name<'company'> => ({
  id,
  parentId: null,
  name,
  detail: { active: true, website: null, reference: null },
});

const save = <Kind extends NameKind>(kind: Kind, names: Name<Kind>[], time = '09:00') =>
  fresh.db.transaction().execute(tx => saveNames(tx, here, kind, names, at(time)));

const found = async (text: string, search: Parameters<typeof searchNames>[4] = {}): Promise<string[]> =>
  (await searchNames(fresh.db, here, 'company', text, search)).map(one => one.name);

describe('names', () => {
  test('of a kind are replaced as a whole', async () => {
    await save('company', [company('1', 'Contoso'), company('2', 'Fabrikam')]);
    await save('vendor', [{ id: '1', parentId: null, name: 'Microsoft', detail: null }]);
    await save('company', [
      company('2', 'Fabrikam Pty'),
      company('3', 'Adventure'),
      company('3', 'Adventure Works'),
    ]);
    expect((await listNames(fresh.db, here, 'company')).map(one => [one.id, one.name])).toEqual([
      ['3', 'Adventure Works'],
      ['2', 'Fabrikam Pty'],
    ]);
    expect(await listNames(fresh.db, here, 'company', ['2', '9'])).toMatchObject([{ name: 'Fabrikam Pty' }]);
    expect(await findName(fresh.db, here, 'company', '1')).toBeUndefined();
    expect(await findName(fresh.db, here, 'vendor', '1')).toEqual({
      id: '1',
      parentId: null,
      name: 'Microsoft',
      detail: null,
    });
  });

  test('are found anywhere in the name or id, the ones that begin with it first', async () => {
    await save('company', [
      company('10', 'The Contoso Group'),
      company('11', 'contoso ltd'),
      company('12', 'Fabrikam'),
      company('991', 'Adventure'),
    ]);
    expect(await found('CONTOSO')).toEqual(['contoso ltd', 'The Contoso Group']);
    expect(await found('99')).toEqual(['Adventure']);
    expect(await found('  ')).toEqual(['Adventure', 'contoso ltd', 'Fabrikam', 'The Contoso Group']);
    expect(await found('', { limit: 2 })).toEqual(['Adventure', 'contoso ltd']);
    expect(await found('nobody')).toEqual([]);
  });

  test('may hold what search patterns are made of, and what PostgreSQL does not take', async () => {
    const half = String.fromCharCode(0xd83d);
    await save('company', [
      company('1', '100% A_B\\C'),
      company('2', '1000 AxB'),
      company('3', `N\0ull ${half}`),
    ]);
    expect(await found('100%')).toEqual(['100% A_B\\C']);
    expect(await found('a_b\\')).toEqual(['100% A_B\\C']);
    expect(await found(`\0ull ${half}`)).toEqual(['N\ufffdull \ufffd']);
  });

  test('of contracts are limited to one company', async () => {
    const detail = {
      companyId: '1',
      companyName: 'Contoso',
      recurring: true,
      kindWord: 'Recurring Service',
      takesCharges: true,
      active: true,
      period: 'monthly' as const,
      from: '2026-01-01',
      to: '2026-12-31',
    };
    const contract = (id: string, companyId: string): Name<'agreement'> => ({
      id,
      parentId: companyId,
      name: `Cloud ${id}`,
      detail: { ...detail, id, companyId, name: `Cloud ${id}` },
    });
    await save('agreement', [contract('1', '1'), contract('2', '2'), contract('3', '1')]);
    const ofFirst = await searchNames(fresh.db, here, 'agreement', 'cloud', { parentId: '1' });
    expect(ofFirst.map(one => one.id)).toEqual(['1', '3']);
    expect(ofFirst[0]!.detail.from).toBe('2026-01-01');
  });

  test('of tenants are found by domain, of products by SKU', async () => {
    const tenant = {
      id: 't1',
      agreementId: 'a',
      domain: 'contoso.example',
      customerId: 'c',
      customerName: 'C',
      active: true,
    };
    await save('tenant', [{ id: 't1', parentId: 'a', name: 'C', detail: { ...tenant, subscriptions: 2 } }]);
    const byDomain = await searchNames(fresh.db, here, 'tenant', 'TOSO.ex');
    expect(byDomain.map(one => one.id)).toEqual(['t1']);
    const product = {
      ...{
        key: 'k',
        productId: 'CFQ7',
        sku: '0001',
        name: 'Premium',
        description: '',
        term: null,
        billing: null,
      },
      ...{ usage: false, trial: false, cost: '1', price: '2' },
    };
    await save('product', [{ id: 'k', parentId: null, name: 'Premium', detail: product }]);
    const bySku = await searchNames(fresh.db, here, 'product', 'cfq');
    expect(bySku.map(one => one.detail)).toEqual([product]);
  });

  test('of 10,000 companies and 20,000 contracts are found quickly', { timeout: 60_000 }, async () => {
    const companies = Array.from({ length: 10_000 }, (_, n) =>
      company(String(n), `Company ${n} of the north`),
    );
    const began = performance.now();
    await save('company', companies);
    const saved = performance.now();
    const times: number[] = [];
    for (const text of ['', 'company 77', 'north', '9999', 'nobody', 'o']) {
      const start = performance.now();
      await found(text);
      times.push(performance.now() - start);
    }
    process.stdout.write(
      `10,000 names saved in ${Math.round(saved - began)} ms; searches took ${times.map(ms => ms.toFixed(1)).join(', ')} ms\n`,
    );
    expect(await found('company 9999')).toEqual(['Company 9999 of the north']);
    expect(await found('north')).toHaveLength(100);
  });
});
