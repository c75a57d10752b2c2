import { sql } from 'kysely';
import type { Database, RunScope, RunTable } from '../../db/schema.ts';
import { StaleError } from '../errors.ts';
import type { RunSummary } from '../plan/tally/summary.ts';
import { toJson } from './values.ts';

export type { RunScope } from '../../db/schema.ts';
export type RunKind = RunTable['kind'];
export type RunState = RunTable['state'];
export type RunResult = NonNullable<RunTable['result']>;
export type RunTrigger = RunTable['trigger'];

/** The truth of where a sync stands; a crash leaves it saying where we were. */
export type Run = {
  /** Counted from 1 in each workspace. */
  number: number;
  kind: RunKind;
  state: RunState;
  result: RunResult | null;
  /** A Slack user id; null: the timetable. */
  requestedBy: string | null;
  trigger: RunTrigger;
  /** null: everything. */
  scope: RunScope | null;
  retryOf: number | null;
  /** The run that it takes back. */
  undoes: number | null;
  /** null before there is anything to count. */
  summary: RunSummary | null;
  error: unknown;
  /** The timetable's tick, one run each; null: asked for by hand. */
  period: string | null;
  requestedAt: Date;
  startedAt: Date | null;
  endedAt: Date | null;
};

export type RunRequest = {
  kind: RunKind;
  trigger: RunTrigger;
  requestedBy: string | null;
  scope?: RunScope | null;
  retryOf?: number | null;
  undoes?: number | null;
  period?: string | null;
  at: Date;
};

/**
 * Asks for a run. Of one kind there is one run a period: asking again gives the one there is.
 * @returns `isNew` false for the one that was there already
 */
export async function saveRun(
  db: Database,
  workspaceId: string,
  run: RunRequest,
): Promise<{ number: number; isNew: boolean }> {
  const period = run.period ?? null;
  const same = sql`workspace_id = ${workspaceId} and kind = ${run.kind} and period = ${period}`;
  const inserted = await sql<{ number: number }>`
    with counted as (
      update workspaces set last_run = last_run + 1
      where id = ${workspaceId} and not exists (select from runs where ${same})
      returning last_run
    )
    insert into runs
      (workspace_id, number, kind, state, requested_by, trigger, scope, retry_of, undoes, period, requested_at)
    select ${workspaceId}, last_run, ${run.kind}, 'requested', ${run.requestedBy}, ${run.trigger},
      ${run.scope ? toJson(run.scope) : null}::jsonb, ${run.retryOf ?? null}, ${run.undoes ?? null}, ${period}, ${run.at}
    from counted
    on conflict (workspace_id, kind, period) where period is not null do nothing
    returning number
  `.execute(db);
  if (inserted.rows[0]) return { number: inserted.rows[0].number, isNew: true };
  const there = await sql<{ number: number }>`select number from runs where ${same}`.execute(db);
  if (!there.rows[0]) throw new StaleError(`Workspace ${workspaceId} is not here.`);
  return { number: there.rows[0].number, isNew: false };
}

export const findRun = (db: Database, workspaceId: string, number: number): Promise<Run | undefined> =>
  select(db, workspaceId).where('number', '=', number).executeTakeFirst();

/** @throws StaleError when there is none */
export async function getRun(db: Database, workspaceId: string, number: number): Promise<Run> {
  const found = await findRun(db, workspaceId, number);
  if (!found) throw new StaleError(`Run ${number} is not here.`);
  return found;
}

/** Its report as it was saved last; of a large run megabytes. null while there is none. */
export async function findReport(db: Database, workspaceId: string, number: number): Promise<unknown> {
  const row = await db
    .selectFrom('runs')
    .select('report')
    .where('workspace_id', '=', workspaceId)
    .where('number', '=', number)
    .executeTakeFirst();
  return row?.report ?? null;
}

export type RunFilter = {
  kind?: RunKind;
  states?: readonly RunState[];
  /** For the next page: the last number of the one before. */
  before?: number;
  limit: number;
};

/** Newest first, without previews. */
export function listRuns(
  db: Database,
  workspaceId: string,
  { kind, states, before, limit }: RunFilter,
): Promise<Run[]> {
  let query = select(db, workspaceId).where('trigger', '<>', 'preview');
  if (kind !== undefined) query = query.where('kind', '=', kind);
  if (states !== undefined) query = query.where('state', 'in', states);
  if (before !== undefined) query = query.where('number', '<', before);
  return query.orderBy('number', 'desc').limit(limit).execute();
}

/** The newest one, whatever became of it. */
export const findLatestRun = async (
  db: Database,
  workspaceId: string,
  kind: RunKind,
): Promise<Run | undefined> => (await listRuns(db, workspaceId, { kind, limit: 1 }))[0];

/** The newest one in which nothing failed and nothing was held. */
export const findLatestSuccess = (
  db: Database,
  workspaceId: string,
  kind: RunKind,
): Promise<Run | undefined> =>
  select(db, workspaceId)
    .where('kind', '=', kind)
    .where('state', '=', 'done')
    .where('clean', '=', true)
    .where('trigger', '<>', 'preview')
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();

/**
 * Moves it on, if it stands where it is expected to.
 * @returns false when it does not
 */
export async function moveRun(
  db: Database,
  workspaceId: string,
  number: number,
  from: readonly RunState[],
  to: RunState,
  result?: RunResult,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('runs')
    .set({ state: to, ...(result && { result }) })
    .where('workspace_id', '=', workspaceId)
    .where('number', '=', number)
    .where('state', 'in', from)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

/** How it stands so far, whole, and in few numbers where there are any. */
export async function saveReport(
  db: Database,
  workspaceId: string,
  number: number,
  report: unknown,
  summary: RunSummary | null = null,
): Promise<void> {
  await db
    .updateTable('runs')
    .set({ report: toJson(report), summary: summary && toJson(summary) })
    .where('workspace_id', '=', workspaceId)
    .where('number', '=', number)
    .execute();
}

export type RunEnd = {
  state: 'done' | 'rejected' | 'expired';
  result: RunResult;
  /** Nothing in it failed or was held. */
  clean: boolean;
  error?: unknown;
  at: Date;
};

/**
 * Ends it, once.
 * @returns false when it had ended already
 */
export async function finishRun(
  db: Database,
  workspaceId: string,
  number: number,
  { state, result, clean, error, at }: RunEnd,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('runs')
    .set({
      state,
      result,
      ended_at: at,
      clean,
      ...(error !== undefined && { error: toJson(error) }),
    })
    .where('workspace_id', '=', workspaceId)
    .where('number', '=', number)
    .where('state', 'not in', ['done', 'rejected', 'expired'])
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

const select = (db: Database, workspaceId: string) =>
  db
    .selectFrom('runs')
    .select([
      'number',
      'kind',
      'state',
      'result',
      'requested_by as requestedBy',
      'trigger',
      'scope',
      'retry_of as retryOf',
      'undoes',
      'summary',
      'error',
      'period',
      'requested_at as requestedAt',
      'started_at as startedAt',
      'ended_at as endedAt',
    ])
    .where('workspace_id', '=', workspaceId);
