/** The month's checklist, ticking itself off from what runs left behind. */
import type { Month } from '../plan/numbers/calendar.ts';
import { listPlansWithFindings } from '../store/held-plans.ts';
import { listRevisions } from '../store/invoices.ts';
import { findAcknowledgement } from '../store/run-marks.ts';
import { listRuns } from '../store/runs.ts';
import type { Tick } from './ui/parts/month-close.ts';
import type { Visit } from './visit.ts';

/** Of the newest usage month that an invoice was read for; null before the first. */
export async function readMonthClose({
  context: { db },
  workspaceId,
}: Pick<Visit, 'context' | 'workspaceId'>): Promise<{ month: Month; ticks: Tick[] } | null> {
  const revisions = await listRevisions(db, workspaceId, { limit: 50 });
  const month = revisions
    .map(({ invoice }) => invoice.month)
    .sort()
    .at(-1);
  if (month === undefined) return null;
  const runs = await listRuns(db, workspaceId, { limit: 30 });
  const customers = runs
    .filter(({ kind }) => kind === 'customers')
    .flatMap(run => (run.summary?.months.includes(month) ? [{ run, summary: run.summary }] : []));
  const [newest] = customers;
  const issued = revisions.find(({ invoice }) => invoice.month === month)?.readAt ?? null;
  const products = runs.find(({ kind, state }) => kind === 'products' && state === 'done');
  const warned = customers.filter(({ run }) => run.result === 'Warning');
  const acknowledged = await Promise.all(
    warned.map(({ run }) => findAcknowledgement(db, workspaceId, run.number)),
  );
  const held = (await listPlansWithFindings(db, workspaceId)).length;
  const ties = newest?.summary.invoices ?? [];
  return {
    month,
    ticks: [
      { what: 'Invoice arrived', done: true, to: null },
      {
        what: 'Products synced',
        done: products?.endedAt != null && issued !== null && products.endedAt >= firstOf(month),
        to: { label: 'Sync', action: 'sync', value: JSON.stringify({ kind: 'products' }) },
      },
      {
        what: 'Customers synced',
        done: newest !== undefined && newest.summary.open === 0,
        to: { label: 'Sync', action: 'sync', value: JSON.stringify({ kind: 'customers' }) },
      },
      {
        what: 'Warnings acknowledged',
        done: newest !== undefined && acknowledged.every(one => one !== null),
        to: newest
          ? {
              label: 'View details',
              action: 'open-page',
              value: JSON.stringify({ page: 'run', run: newest.run.number }),
            }
          : null,
      },
      {
        what: 'Nothing held',
        done: newest !== undefined && held === 0,
        to: { label: 'Held', action: 'open-page', value: JSON.stringify({ page: 'held' }) },
      },
      {
        what: 'Tie-out balanced',
        done: ties.length > 0 && ties.every(({ balanced }) => balanced),
        to: newest
          ? {
              label: 'View details',
              action: 'open-page',
              value: JSON.stringify({ page: 'run', run: newest.run.number }),
            }
          : null,
      },
    ],
  };
}

const firstOf = (month: Month): Date => new Date(`${month}-01T00:00:00Z`);
