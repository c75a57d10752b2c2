/** How customers and products stand: what status and Home show of them. */

import { listWaitingPlans } from '../store/plans.ts';
import { findLatestRun, findLatestSuccess, listRuns, type Run } from '../store/runs.ts';
import { getSettings } from '../store/settings.ts';
import { PROGRAM } from '../sync/sync-context.ts';
import { nextCheck } from './next-check.ts';
import type { Card, Standing } from './ui/parts/cards.ts';
import type { Visit } from './visit.ts';

export async function readStanding({
  context: { db, clock },
  workspaceId,
}: Pick<Visit, 'context' | 'workspaceId'>): Promise<Standing> {
  const [customers, products, settings, waiting, running] = await Promise.all([
    readCard(db, workspaceId, 'customers'),
    readCard(db, workspaceId, 'products'),
    getSettings(db, workspaceId, PROGRAM),
    listWaitingPlans(db, workspaceId),
    listRuns(db, workspaceId, { states: ['requested', 'planning', 'approved', 'applying'], limit: 5 }),
  ]);
  return {
    customers,
    products,
    syncOn: settings.syncOn,
    channelId: settings.channelId,
    nextCheck: settings.syncOn ? nextCheck(clock.now(), settings) : null,
    timeZone: settings.timeZone,
    waiting: waiting.length,
    running: running.map(({ number, kind, state }) => ({ number, kind, state })),
  };
}

async function readCard(db: Visit['context']['db'], workspaceId: string, kind: Card['kind']): Promise<Card> {
  const [success, last] = await Promise.all([
    findLatestSuccess(db, workspaceId, kind),
    findLatestRun(db, workspaceId, kind),
  ]);
  return { kind, succeededAt: success?.endedAt ?? null, last: last ? lastOf(last) : null };
}

function lastOf(run: Run): NonNullable<Card['last']> {
  const { summary } = run;
  const invoice = summary?.invoices.at(0) ?? null;
  return {
    number: run.number,
    result: run.result,
    at: run.endedAt ?? run.startedAt ?? run.requestedAt,
    counts: summary?.counts ?? null,
    customers: summary?.customers ?? 0,
    invoice: invoice && { number: invoice.number, issued: invoice.issued, status: invoice.status },
  };
}
