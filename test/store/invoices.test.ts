import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../../db/schema.ts';
import type { Line } from '../../src/plan/invoice/line.ts';
import {
  findLatestRevision,
  type InvoiceLine,
  listRevisions,
  listTenantLines,
  listTenantTotals,
  listUnmatchedLines,
  saveRevision,
} from '../../src/store/invoices.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';
import { arriving, at, invoice, line, twoWorkspaces } from './stage.ts';

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

const of = (tenantId: string | null, ...lines: Line[]): InvoiceLine[] =>
  lines.map(line => ({ tenantId, line }));
const save = (lines: Iterable<InvoiceLine>, changed = {}, readAt = at('09:00')) =>
  saveRevision(db, here, { invoice: invoice(changed), readAt }, arriving(lines));

const file = [
  ...of('tenant-2', line(2)),
  ...of(null, line(3, { domain: null, cost: '-0.10', price: null })),
  ...of(
    'tenant-1',
    line(4, { cost: '0.005' }),
    line(5, { offerName: 'NUL \0, half \ud83d, whole 🧾, "\\u0000"' }),
  ),
];

describe('an invoice', () => {
  test('is stored with its lines, and summed to the last digit', async () => {
    const saved = await save(file);
    const keys = file.map(({ line }) => line.key).sort();
    const sums = {
      hash: createHash('sha256').update(keys.join('\n')).digest('hex'),
      lines: 4,
      cost: '541.915',
      price: '990',
    };
    expect(saved).toEqual({ revisionId: saved.revisionId, ...sums });
    expect(await findLatestRevision(db, here, 'invoice-1')).toEqual({
      ...saved,
      invoice: invoice(),
      readAt: at('09:00'),
    });
  });

  test('gives back the lines of the tenants asked for, in the order of the file', async () => {
    const { revisionId } = await save(file.toReversed());
    expect(await listTenantLines(db, here, revisionId, ['tenant-2', 'nobody'])).toEqual([
      { tenantId: 'tenant-2', line: line(2) },
    ]);
    const both = await listTenantLines(db, here, revisionId, ['tenant-1', 'tenant-2']);
    expect(both.map(({ line }) => line.row)).toEqual([2, 4, 5]);
    expect(both[2]?.line.offerName).toBe('NUL \ufffd, half \ufffd, whole 🧾, "\\u0000"');
    expect(await listTenantLines(db, here, revisionId, [])).toEqual([]);
    expect((await listUnmatchedLines(db, here, revisionId)).map(({ row }) => row)).toEqual([3]);
  });

  test('is summed by tenant, what has none at the end', async () => {
    const { revisionId } = await save(file);
    expect(await listTenantTotals(db, here, revisionId)).toEqual([
      { tenantId: 'tenant-1', lines: 2, cost: '271.01', price: '660' },
      { tenantId: 'tenant-2', lines: 1, cost: '271.005', price: '330' },
      { tenantId: null, lines: 1, cost: '-0.1', price: '0' },
    ]);
    expect(await listTenantTotals(db, here, revisionId, ['tenant-2', 'tenant-9'])).toEqual([
      { tenantId: 'tenant-2', lines: 1, cost: '271.005', price: '330' },
    ]);
  });

  test('without a line is an invoice too', async () => {
    expect(await save([])).toMatchObject({ lines: 0, cost: '0', price: '0' });
    const head = { number: null, kind: null, issued: null, currency: null, total: null, agreementId: null };
    await save([], { id: 'bare', ...head });
    expect((await findLatestRevision(db, here, 'bare'))?.invoice).toEqual(invoice({ id: 'bare', ...head }));
  });
});

describe('an invoice read again', () => {
  test('the same, in whatever order, is the same revision under its new header', async () => {
    const first = await save(file, { status: 'draft' });
    const moved = file.map((one, i) => ({ ...one, line: { ...one.line, row: 9 - i } }));
    const again = await save(moved, { status: 'approved' }, at('10:00'));
    expect(again).toEqual(first);
    expect(await listRevisions(db, here)).toMatchObject([
      { revisionId: first.revisionId, invoice: { status: 'approved' }, readAt: at('10:00'), lines: 4 },
    ]);
    expect(await listTenantTotals(db, here, first.revisionId)).toHaveLength(3);
  });

  test('revised is another revision, and the latest; the first stays', async () => {
    const first = await save(file);
    const second = await save(file.slice(1), {}, at('10:00'));
    expect(second.revisionId).not.toBe(first.revisionId);
    expect(await findLatestRevision(db, here, 'invoice-1')).toMatchObject(second);
    expect(await listTenantLines(db, here, first.revisionId, ['tenant-2'])).toHaveLength(1);
    await save(file, {}, at('11:00'));
    const revisions = await listRevisions(db, here, { invoiceId: 'invoice-1' });
    expect(revisions.map(one => one.revisionId)).toEqual([first.revisionId, second.revisionId]);
    expect(await listRevisions(db, here, { month: '2026-08' })).toEqual([]);
  });

  test('in another workspace is a revision of its own', async () => {
    const first = await save(file);
    const head = { invoice: invoice(), readAt: at('09:00') };
    const other = await saveRevision(db, there, head, arriving(file));
    expect(other).toEqual({ ...first, revisionId: other.revisionId });
    expect(other.revisionId).not.toBe(first.revisionId);
    expect(await listTenantTotals(db, there, other.revisionId)).toHaveLength(3);
  });

  test('by two at one time is one revision', async () => {
    const saved = await Promise.all(Array.from({ length: 4 }, () => save(file)));
    expect(new Set(saved.map(one => one.revisionId)).size).toBe(1);
    expect(await listRevisions(db, here)).toHaveLength(1);
  });
});

test('an invoice whose file breaks off leaves nothing, not even inside a larger transaction', async () => {
  async function* broken(): AsyncGenerator<InvoiceLine> {
    for (let row = 2; row < 4500; row++) yield { tenantId: 'tenant-1', line: line(row) };
    throw new Error('the connection ended before the file did');
  }
  const head = { invoice: invoice(), readAt: at('09:00') };
  await expect(saveRevision(db, here, head, broken())).rejects.toThrow('before the file did');
  await db.transaction().execute(async tx => {
    await expect(saveRevision(tx, here, head, broken())).rejects.toThrow('before the file did');
  });
  expect(await listRevisions(db, here)).toEqual([]);
  const lines = await db.selectFrom('invoice_lines').where('workspace_id', '=', here).selectAll().execute();
  expect(lines).toEqual([]);
});

test('an invoice longer than a batch is stored whole', async () => {
  const long = Array.from({ length: 4_001 }, (_, i) => ({
    tenantId: `tenant-${i % 500}`,
    line: line(i + 2, { cost: '0.01' }),
  }));
  const saved = await save(long);
  expect(saved).toMatchObject({ lines: 4_001, cost: '40.01' });
  expect(await listTenantTotals(db, here, saved.revisionId)).toHaveLength(500);
  expect(await listTenantLines(db, here, saved.revisionId, ['tenant-0'])).toHaveLength(9);
});
