import { TransientError, UserError } from '../../errors.ts';
import type { Tenant } from '../../plan/invoice/line.ts';
import { firstDay, monthOf, nextMonth } from '../../plan/numbers/calendar.ts';
import type { Source } from '../../sources/source.ts';
import { wantChore } from '../../store/chores.ts';
import { inTransaction, type Transaction } from '../../store/database.ts';
import { type Name, type NameKind, saveNames } from '../../store/names.ts';
import type { Target } from '../../targets/target.ts';
import { listAllProducts } from '../planning/read-world.ts';
import { type SyncContext, today } from '../sync-context.ts';
import { findComingPrices } from './find-coming-prices.ts';

/** Has names and price list read in the background as soon as `tx` is committed. */
export async function askForNames(
  { clock, wake }: SyncContext,
  workspaceId: string,
  tx: Transaction,
): Promise<void> {
  await wantChore(tx, workspaceId, 'names', { at: clock.now() });
  await wake(workspaceId, tx, true);
}

/**
 * Reads what pickers choose from: tenants, agreements and price list of the source, companies and all that belongs to
 * them of the target; and what the next month's price list changes. A side that does not answer keeps the names it had;
 * one that is not connected is passed over.
 * @returns why it was not done, one sentence or more; null: it was
 */
export async function refreshNames(
  context: SyncContext,
  workspaceId: string,
  signal?: AbortSignal,
): Promise<string | null> {
  const { db, clock, log } = context;
  const at = clock.now();
  const reading = async (read: () => Promise<Save[]>): Promise<{ saves: Save[]; problem: string | null }> => {
    try {
      return { saves: await read(), problem: null };
    } catch (error) {
      if (error instanceof UserError && error.code === 'not-connected') return { saves: [], problem: null };
      log.warn({ err: error, workspace: workspaceId }, 'names could not be read');
      return { saves: [], problem: inWords(error) };
    }
  };
  const sides = await Promise.all([
    reading(async () => readSource(context, workspaceId, await context.openSource(workspaceId))),
    reading(async () => readTarget(await context.openTarget(workspaceId))),
  ]);
  signal?.throwIfAborted();
  await inTransaction(db, async tx => {
    for (const save of sides.flatMap(({ saves }) => saves)) await save(tx, workspaceId, at);
  });
  return sides.flatMap(({ problem }) => problem ?? []).join(' ') || null;
}

type Save = (tx: Transaction, workspaceId: string, at: Date) => Promise<void>;

const saving =
  <Kind extends NameKind>(kind: Kind, names: readonly Name<Kind>[]): Save =>
  (tx, workspaceId, at) =>
    saveNames(tx, workspaceId, kind, names, at);

async function readSource(context: SyncContext, workspaceId: string, source: Source): Promise<Save[]> {
  const day = today(context.clock);
  const on = firstDay(nextMonth(monthOf(day)));
  const agreements = await source.listAgreements();
  const ids = agreements.map(one => one.id);
  const [tenants, products, coming] = await Promise.all([
    Promise.all(ids.map(id => source.listTenants(id))),
    listAllProducts(source, ids, day),
    listAllProducts(source, ids, on),
  ]);
  const all: Tenant[] = tenants.flat();
  const prices = await findComingPrices(context, workspaceId, {
    tenants: all,
    products,
    coming: { on, products: coming },
  });
  return [
    saving(
      'source-agreement',
      agreements.map(detail => ({ id: detail.id, parentId: null, name: detail.name, detail })),
    ),
    saving(
      'tenant',
      all.map(({ subscriptions, ...tenant }) => ({
        id: tenant.id,
        parentId: tenant.agreementId,
        name: tenant.customerName,
        detail: { ...tenant, subscriptions: subscriptions.length },
      })),
    ),
    saving(
      'product',
      products.map(detail => ({ id: detail.key, parentId: null, name: detail.name, detail })),
    ),
    saving(
      'coming-price',
      prices.map(detail => ({ id: detail.productKey, parentId: null, name: detail.name, detail })),
    ),
  ];
}

async function readTarget(target: Target): Promise<Save[]> {
  const [companies, billingCodes, chargeCodes, vendors] = await Promise.all([
    target.listCompanies(),
    target.listBillingCodes(),
    target.listChargeCodes(),
    target.listVendors(),
  ]);
  const agreements = await target.listAgreements(companies.map(one => one.id));
  return [
    saving(
      'company',
      companies.map(({ id, name, ...detail }) => ({ id, parentId: null, name, detail })),
    ),
    saving(
      'agreement',
      agreements.map(detail => ({
        id: detail.id,
        parentId: detail.companyId,
        name: detail.name,
        detail,
      })),
    ),
    saving(
      'billing-code',
      billingCodes.map(({ id, name }) => ({ id, parentId: null, name, detail: null })),
    ),
    saving(
      'charge-code',
      chargeCodes.map(({ id, name }) => ({ id, parentId: null, name, detail: null })),
    ),
    saving(
      'vendor',
      vendors.map(({ id, name }) => ({ id, parentId: null, name, detail: null })),
    ),
  ];
}

function inWords(error: unknown): string {
  if (error instanceof UserError) return `${error.message} ${error.remedy}`;
  return error instanceof TransientError ? error.message : 'An unexpected error occurred.';
}
