import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../../db/schema.ts';
import { DEFAULT_SETTINGS } from '../../src/plan/settings.ts';
import { listLinks, removeLink, saveLink, skipProduct } from '../../src/store/catalogue.ts';
import { listDecisions, removeDecision, saveDecision } from '../../src/store/decisions.ts';
import {
  clearMapping,
  excludeMapping,
  findMapping,
  listMappings,
  saveMapping,
} from '../../src/store/mappings.ts';
import { listMatches, removeMatch, saveMatches } from '../../src/store/matches.ts';
import { getSettings, saveSettings } from '../../src/store/settings.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { at, mapping, twoWorkspaces } from './stage.ts';

let fresh: FreshDatabase;
let db: Database;
let here: string;
let there: string;
beforeAll(async () => {
  fresh = await freshDatabase();
  db = fresh.db;
});
afterAll(() => fresh.drop());
beforeEach(async () => {
  ({ here, there } = await twoWorkspaces(db));
});

test('settings are the defaults, but for what was decided', async () => {
  expect(await getSettings(db, here, 'csp')).toEqual(DEFAULT_SETTINGS);
  await saveSettings(db, here, 'csp', { azure: false, billingCodeId: '29' });
  await saveSettings(db, here, 'csp', { approval: 'always', billingCodeId: null });
  await db
    .updateTable('settings')
    .set({ value: sql`value || '{"safety": {"share": "0.5"}}'` })
    .where('workspace_id', '=', here)
    .execute();
  expect(await getSettings(db, here, 'csp')).toEqual({
    ...DEFAULT_SETTINGS,
    azure: false,
    approval: 'always',
    safety: { ...DEFAULT_SETTINGS.safety, share: '0.5' },
  });
  expect(await getSettings(db, here, 'another')).toEqual(DEFAULT_SETTINGS);
});

describe('a mapping', () => {
  test('is one a tenant, under the id it was first given', async () => {
    const first = await saveMapping(db, here, mapping());
    expect(first).toEqual({ ...mapping(), id: first.id });
    const changed = mapping({ agreementId: '102', strategy: 'cost-only', shadow: true, syncOn: false });
    expect(await saveMapping(db, here, changed)).toEqual({ ...changed, id: first.id });
    expect(await findMapping(db, here, 'tenant-1')).toEqual({ ...changed, id: first.id });
    expect(await findMapping(db, here, 'tenant-2')).toBeUndefined();
  });

  test('is cleared and excluded without forgetting the rest', async () => {
    await saveMapping(db, here, mapping());
    expect(await excludeMapping(db, here, 'tenant-1', 'our own tenant')).toBe(true);
    expect(await clearMapping(db, here, 'tenant-1')).toBe(true);
    const { agreementId, companyId, excludedBecause } = (await findMapping(db, here, 'tenant-1'))!;
    expect([agreementId, companyId, excludedBecause]).toEqual([null, null, 'our own tenant']);
    await excludeMapping(db, here, 'tenant-1', null);
    expect((await findMapping(db, here, 'tenant-1'))?.excludedBecause).toBeNull();
    expect(await clearMapping(db, here, 'tenant-2')).toBe(false);
    expect(await excludeMapping(db, here, 'tenant-2', 'x')).toBe(false);
  });

  test('is found by a part of its names, a page at a time', async () => {
    const names = ['Åkerlund', 'Contoso 100%', 'contoso_b', 'Fabrikam'];
    for (const [i, customerName] of names.entries()) {
      await saveMapping(
        db,
        here,
        mapping({ tenantId: `t-${i}`, customerName, tenantDomain: `d${i}.example` }),
      );
    }
    const found = async (filter: Parameters<typeof listMappings>[2]) =>
      (await listMappings(db, here, filter)).map(one => one.tenantId);
    expect((await found({})).sort()).toEqual(['t-0', 't-1', 't-2', 't-3']);
    expect((await found({ text: 'CONTOSO' })).sort()).toEqual(['t-1', 't-2']);
    expect(await found({ text: '%' })).toEqual(['t-1']);
    expect(await found({ text: 'o_b' })).toEqual(['t-2']);
    expect(await found({ text: '\\' })).toEqual([]);
    expect(await found({ text: 'D3.EX' })).toEqual(['t-3']);
    expect(await found({ text: 't-0' })).toEqual(['t-0']);
    expect(await found({ agreementId: 'none' })).toEqual([]);
    const pages = [await found({ limit: 3 }), await found({ limit: 3, offset: 3 })];
    expect(pages.map(page => page.length)).toEqual([3, 1]);
    expect(pages.flat().sort()).toEqual(['t-0', 't-1', 't-2', 't-3']);
  });
});

describe('a catalogue link', () => {
  const link = (productKey: string, itemId: string) =>
    saveLink(db, here, {
      productKey,
      itemId,
      itemName: `PC_${productKey}`,
      origin: 'adopted',
      at: at('09:00'),
    });

  test('is by product, changed, skipped and forgotten', async () => {
    await link('a', '501');
    await link('b', '502');
    await link('a', '503');
    await skipProduct(db, here, 'b', at('10:00'));
    await skipProduct(db, here, 'c', at('10:00'));
    const a = { itemId: '503', itemName: 'PC_a', skipped: false, origin: 'adopted', linkedAt: at('09:00') };
    const none = { itemId: null, itemName: null, skipped: true, origin: null, linkedAt: at('10:00') };
    expect(await listLinks(db, here)).toEqual(
      new Map<string, unknown>([
        ['a', a],
        ['b', none],
        ['c', none],
      ]),
    );
    await link('c', '502');
    await removeLink(db, here, 'b');
    expect([...(await listLinks(db, here)).keys()]).toEqual(['a', 'c']);
  });

  test('is of an item that stands for no other product', async () => {
    await link('a', '501');
    await db.transaction().execute(async tx => {
      const second = {
        productKey: 'b',
        itemId: '501',
        itemName: 'PC_a',
        origin: 'by-hand',
        at: at('09:00'),
      } as const;
      await expect(saveLink(tx, here, second)).rejects.toMatchObject({
        code: 'item-linked',
        message: 'PC_a already stands for the product a.',
      });
      await saveLink(tx, here, { ...second, itemId: '502' });
    });
    await saveLink(db, there, {
      productKey: 'z',
      itemId: '501',
      itemName: 'x',
      origin: 'adopted',
      at: at('09:00'),
    });
    expect([...(await listLinks(db, here)).keys()]).toEqual(['a', 'b']);
  });
});

test('matches are remembered by what they were made of', async () => {
  await saveMatches(
    db,
    here,
    'subscription',
    new Map([
      ['s1', 'a'],
      ['s2', 'b'],
    ]),
  );
  await saveMatches(db, here, 'subscription', new Map([['s2', 'c']]));
  await saveMatches(db, here, 'offer', new Map([['Odd, {"name"}\\', 'd']]));
  await saveMatches(db, here, 'product-id', new Map());
  expect(await listMatches(db, here)).toEqual({
    subscriptions: new Map([
      ['s1', 'a'],
      ['s2', 'c'],
    ]),
    productIds: new Map(),
    offers: new Map([['Odd, {"name"}\\', 'd']]),
  });
  await removeMatch(db, here, 'subscription', 's1');
  expect((await listMatches(db, here)).subscriptions).toEqual(new Map([['s2', 'c']]));
});

test('decisions are of one agreement or of all, and can be taken back', async () => {
  const decision = {
    agreementId: '101',
    productKey: 'sku-1',
    month: '2026-09',
    choice: 'next-open-period' as const,
    subject: null,
    through: '2026-09-14',
    by: 'U-anna',
    at: at('09:00'),
    runNumber: null,
  };
  const first = await saveDecision(db, here, decision);
  const second = await saveDecision(db, here, { ...decision, agreementId: null, through: null });
  await saveDecision(db, here, { ...decision, agreementId: '102' });
  expect(await listDecisions(db, here, '101')).toEqual([
    { ...decision, id: first },
    { ...decision, agreementId: null, through: null, id: second },
  ]);
  await removeDecision(db, here, first);
  expect((await listDecisions(db, here, '101')).map(({ id }) => id)).toEqual([second]);
});
