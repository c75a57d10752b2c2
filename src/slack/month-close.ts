/** The month's checklist, ticking itself off from what syncs left behind. */
import type { Month } from '../plan/numbers/calendar.ts';
import { listPlansWithFindings } from '../store/held-plans.ts';
import { listMappings } from '../store/mappings.ts';
import { findNewestMonth, listMonthPlans, listMonthRuns } from '../store/month-state.ts';
import { listRuns } from '../store/runs.ts';
import { listCustomers } from './mapping/list-customers.ts';
import type { CustomerRow } from './ui/pages/map.ts';
import { isClosed, type MonthFacts } from './ui/parts/month-close.ts';
import type { Visit } from './visit.ts';

type From = Pick<Visit, 'context' | 'workspaceId'>;

/**
 * Of the newest usage month with an invoice until that is closed, then of the one whose invoice is due. null while no
 * customer is synced.
 * @param customers all there are, with what the newest invoices have for them
 */
export async function readMonthClose(
  visit: From,
  customers: readonly CustomerRow[],
  due: Month,
): Promise<MonthFacts | null> {
  const newest = await findNewestMonth(visit.context.db, visit.workspaceId);
  if (newest === null && !customers.some(isSynced)) return null;
  if (newest !== null) {
    const facts = await readFacts(visit, customers, newest, true);
    if (newest >= due || !isClosed(facts)) return facts;
  }
  return readFacts(visit, customers, due, false);
}

/** Of a usage month whose invoice was read. */
export const readMonth = async (from: From, month: Month): Promise<MonthFacts> =>
  readFacts(from, await listCustomers(from.context.db, from.workspaceId), month, true);

const isSynced = ({ sync }: CustomerRow): boolean => sync === 'On' || sync === 'Shadow';

async function readFacts(
  { context: { db }, workspaceId }: From,
  customers: readonly CustomerRow[],
  month: Month,
  invoiceThere: boolean,
): Promise<MonthFacts> {
  const [plans, runs, mappings, products, held] = await Promise.all([
    listMonthPlans(db, workspaceId, month),
    listMonthRuns(db, workspaceId, month),
    listMappings(db, workspaceId),
    listRuns(db, workspaceId, { kind: 'products', states: ['done'], limit: 10 }),
    listPlansWithFindings(db, workspaceId),
  ]);
  const billed = new Set(
    customers.filter(one => one.invoice?.month === month && isSynced(one)).map(({ tenantId }) => tenantId),
  );
  const due = new Set(
    mappings
      .filter(({ tenantId, startMonth }) => billed.has(tenantId) && startMonth <= month)
      .flatMap(({ agreementId }) => agreementId ?? []),
  );
  const done = plans.filter(
    ({ subject, state, failed }) =>
      due.has(subject) && !failed && (state === 'applied' || state === 'shadow'),
  );
  const since = new Date(`${month}-01T00:00:00Z`);
  const [last] = runs;
  return {
    month,
    invoiceThere,
    productsSynced: products.some(
      ({ endedAt, result }) => endedAt !== null && endedAt >= since && result !== 'Failure',
    ),
    customers: { due: due.size, done: done.length },
    waiting: plans.filter(({ state }) => state === 'proposed').length,
    lastRun: last?.number ?? null,
    notAcknowledged: runs.filter(({ result, acknowledged }) => result === 'Warning' && !acknowledged),
    held: held.length,
    balanced: last?.balanced ?? false,
  };
}
