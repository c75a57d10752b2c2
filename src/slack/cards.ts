/** How customers and products stand: what status and Home show of them. */
import { listConnections } from '../store/connections.ts';
import { listMappings } from '../store/mappings.ts';
import { findNewestMonth } from '../store/month-state.ts';
import { findMessage } from '../store/outbox.ts';
import { listWaitingPlans } from '../store/plans.ts';
import { findLatestSuccess, listRuns, type Run, type RunState } from '../store/runs.ts';
import { getSettings } from '../store/settings.ts';
import { monthDue, nextCheck } from '../sync/chores/check-times.ts';
import { PROGRAM } from '../sync/sync-context.ts';
import { type About, runKey } from './outgoing/announce.ts';
import type { Card, Kind, LastSync, Overview, Progress } from './ui/parts/cards.ts';
import type { Visit } from './visit.ts';

type From = Pick<Visit, 'context' | 'workspaceId'>;

const RUNNING: RunState[] = ['requested', 'planning', 'approved', 'applying'];
/** Those that have counted something. */
const COUNTED: RunState[] = ['proposed', 'done', 'rejected', 'expired'];

export async function readOverview(visit: From): Promise<Overview> {
  const { context, workspaceId } = visit;
  const { db, clock } = context;
  const [customers, products, settings, connections, mappings, month, plans, running] = await Promise.all([
    readCard(visit, 'customers'),
    readCard(visit, 'products'),
    getSettings(db, workspaceId, PROGRAM),
    listConnections(db, workspaceId),
    listMappings(db, workspaceId),
    findNewestMonth(db, workspaceId),
    listWaitingPlans(db, workspaceId),
    listRuns(db, workspaceId, { states: RUNNING, limit: 5 }),
  ]);
  const { syncOn, channelId, checkAt, timeZone } = settings;
  const now = clock.now();
  const invoiceThere = month !== null && month >= monthDue(now, timeZone);
  const isConnected = connections.some(({ kind }) => kind === 'prism');
  const byRun = Map.groupBy(plans, ({ runNumber }) => runNumber);
  return {
    customers,
    products,
    syncOn,
    paused: mappings.filter(one => one.agreementId !== null && one.excludedBecause === null && !one.syncOn)
      .length,
    channelId,
    nextCheck:
      syncOn && isConnected ? { at: nextCheck(now, settings, { invoiceThere }), checkAt, timeZone } : null,
    waiting: [...byRun].map(([run, mine]) => ({ run, plans: mine.length })),
    running: await Promise.all(running.map(run => runningOf(visit, run))),
  };
}

async function readCard({ context: { db }, workspaceId }: From, kind: Kind): Promise<Card> {
  const [success, [last]] = await Promise.all([
    findLatestSuccess(db, workspaceId, kind),
    listRuns(db, workspaceId, { kind, states: COUNTED, limit: 1 }),
  ]);
  return { kind, succeededAt: success?.endedAt ?? null, last: last ? lastOf(last) : null };
}

const lastOf = ({ number, result, summary, requestedAt, startedAt, endedAt }: Run): LastSync => ({
  number,
  result,
  at: endedAt ?? startedAt ?? requestedAt,
  counted: summary,
});

const runningOf = async (visit: From, run: Run): Promise<Overview['running'][number]> => ({
  number: run.number,
  kind: run.kind,
  state: run.state,
  progress: await readProgress(visit, run),
});

/** How far a run is that is being written, as its message was told last. */
export async function readProgress(
  { context: { db }, workspaceId }: From,
  { number, state }: Pick<Run, 'number' | 'state'>,
): Promise<Progress | null> {
  if (state !== 'applying') return null;
  const about = (await findMessage(db, workspaceId, runKey(number)))?.about as About | undefined;
  return about?.kind === 'run' ? (about.progress ?? null) : null;
}
