import { UserError } from '../errors.ts';
import { claimNextRun, isWanted, noteProgress } from '../store/run-queue.ts';
import type { Run } from '../store/runs.ts';
import { getSettings } from '../store/settings.ts';
import { findWorkspace } from '../store/workspaces.ts';
import { doChore, findWantedChore } from './chores/do-chores.ts';
import { reportFailure } from './report.ts';
import { run } from './run.ts';
import { PROGRAM, type SyncContext } from './sync-context.ts';
import { settleAlarms } from './watching/look-out.ts';
import { Superseded } from './writing/work.ts';

export type Drain = {
  /** Aborted: stop at the next change. */
  signal?: AbortSignal;
  /** Only what somebody waits for. */
  peopleOnly?: boolean;
  /** Take nothing new after this many milliseconds. */
  forMs?: number;
};

/** A run that brought its worker down this often is put aside: it must not take everybody's workers with it. */
const MOST_ATTEMPTS = 4;
/** How often it is looked whether a person waits for something more urgent than the run in hand. */
const LOOK_MS = 1_000;

/**
 * Works on a workspace's runs, the most urgent first, until nothing is left to do. A timetable's run is set aside at the
 * next change when a person waits, and every run of customers when syncing is paused.
 * @returns true when something is left to do
 * @throws anything that is wrong with the house itself, such as no database: the workspace is to be tried again
 */
export async function drain(
  context: SyncContext,
  workspaceId: string,
  { signal, peopleOnly = false, forMs = Number.POSITIVE_INFINITY }: Drain = {},
): Promise<boolean> {
  const { db, clock } = context;
  const started = clock.now().getTime();
  for (;;) {
    if (signal?.aborted || clock.now().getTime() - started >= forMs) return true;
    const workspace = await findWorkspace(db, workspaceId);
    if (!workspace || workspace.closedAt) return false;
    const paused = await isPaused(context, workspaceId);
    const chore = (await isWanted(db, workspaceId, { paused }))
      ? undefined
      : await findWantedChore(context, workspaceId, peopleOnly ? ['names'] : undefined);
    if (chore) {
      const isDue = () => isWanted(db, workspaceId, { paused });
      const work = (aside: AbortSignal) => doChore(context, workspaceId, chore, aside);
      if ((await asideFor(context, isDue, signal, work)) || !signal?.aborted) continue;
      return true;
    }
    // One statement: whoever falls asleep in a transaction would hide the run from all others.
    const next = await claimNextRun(db, workspaceId, { at: clock.now(), peopleOnly, paused });
    if (!next) {
      await settleAlarms(context, workspaceId);
      return peopleOnly;
    }
    if (next.attempts > MOST_ATTEMPTS) await reportFailure(context, workspaceId, next.number, POISON);
    else if (!(await carryOn(context, workspaceId, next, signal))) return true;
  }
}

const POISON = new UserError(
  'This sync broke off several times before it could finish, so it was put aside.',
  {
    code: 'put-aside',
    remedy: 'Press Retry failed; if it happens again, give your administrator the reference.',
  },
);

const isPaused = async ({ db }: SyncContext, workspaceId: string): Promise<boolean> =>
  !(await getSettings(db, workspaceId, PROGRAM)).syncOn;

/** @returns false when somebody else has the workspace now */
async function carryOn(
  context: SyncContext,
  workspaceId: string,
  { number, kind, trigger }: Run,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const { db, log } = context;
  const isDue = async (): Promise<boolean> => {
    const paused = await isPaused(context, workspaceId);
    if (paused && kind === 'customers' && trigger !== 'preview') return true;
    return trigger === 'timetable' && (await isWanted(db, workspaceId, { except: number, paused }));
  };
  try {
    return await asideFor(context, isDue, signal, async aside => {
      try {
        await run(context, workspaceId, number, aside);
        return true;
      } catch (error) {
        if (!(error instanceof Superseded)) throw error;
        log.info({ run: String(number), why: error.message }, 'a run was set aside');
        return aside.aborted && !signal?.aborted;
      }
    });
  } finally {
    await noteProgress(db, workspaceId, number);
  }
}

/** Has work stop at its next step when something more urgent is due, which is looked for now and then. */
async function asideFor<Result>(
  { log }: SyncContext,
  isDue: () => Promise<boolean>,
  signal: AbortSignal | undefined,
  work: (aside: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const setAside = new AbortController();
  let looking = false;
  const watch = setInterval(() => {
    if (looking) return;
    looking = true;
    isDue()
      .then(due => due && setAside.abort())
      .catch(error => log.warn({ err: error }, 'it could not be seen whether somebody waits'))
      .finally(() => {
        looking = false;
      });
  }, LOOK_MS);
  try {
    return await work(AbortSignal.any([setAside.signal, ...(signal ? [signal] : [])]));
  } finally {
    clearInterval(watch);
  }
}
