import pLimit, { type LimitFunction } from 'p-limit';
import { UserError } from '../../errors.ts';
import type { AgreementPlan } from '../../plan/plan.ts';
import type { ProgramSettings } from '../../plan/settings.ts';
import type { Intent } from '../../store/intents.ts';
import { claimIntent, markSent, noteAnswer, type Settlement, settleIntent } from '../../store/ledger.ts';
import type { PlanHead } from '../../store/plans.ts';
import { getSettings } from '../../store/settings.ts';
import { raiseEpoch } from '../../store/workspaces.ts';
import type { RefusalCode, Target, WriteContext } from '../../targets/target.ts';
import { PROGRAM, type SyncContext } from '../sync-context.ts';

/** One run in one worker's hands. */
export type Holder = {
  context: SyncContext;
  workspaceId: string;
  run: number;
  /** The worker's fence: claims under an older epoch are refused. */
  epoch: number;
};

/** The run being applied. */
export type Work = Holder & {
  target: Target;
  settings: ProgramSettings;
  signal: AbortSignal | undefined;
  /** Lets so many write at the same time as the target takes, in the order in which they came. */
  gate: LimitFunction;
  /** Items of the catalogue are made for one handful of customers at a time: the next one may need the same. */
  catalogue: LimitFunction;
};

/** Requests that write at the same time; the target's own limit is kept by its adapter. */
const WRITES_AT_ONCE = 3;

/** Takes the workspace over: whoever worked on it before may write nothing more. */
export async function takeUp(
  context: SyncContext,
  workspaceId: string,
  run: number,
  signal: AbortSignal | undefined,
): Promise<Work> {
  const { db } = context;
  return {
    context,
    workspaceId,
    run,
    target: await context.openTarget(workspaceId),
    epoch: await raiseEpoch(db, workspaceId),
    settings: await getSettings(db, workspaceId, PROGRAM),
    signal,
    gate: pLimit(WRITES_AT_ONCE),
    catalogue: pLimit(1),
  };
}

export type AgreementWork = { stored: PlanHead; plan: AgreementPlan };

/** A change that was turned away unread this often fails, so that every run ends. */
const MOST_DEFERRALS = 20;

/** Refusals that a person can get out of by a choice. */
const FOR_A_PERSON: ReadonlySet<RefusalCode> = new Set(['same-date', 'name-taken']);

/**
 * Who hears this late that a change may be sent stood still meanwhile, and may have been taken for dead: it is read back
 * instead. Shorter than any worker is missed.
 */
const ASLEEP_MS = 3_000;

/** This worker is not the workspace's any more, or was told to stop: nothing more may be written. */
export class Superseded extends Error {
  override readonly name = 'Superseded';
}

/**
 * Sends one change at most once: claimed and committed, marked as sent and committed, then the request, then its answer
 * written down. What became of it is settled by reading, never here (rules 8).
 * @throws Superseded when another worker holds the workspace
 * @throws UserError `unauthorized`: the login was refused and the run has to stop
 */
export async function send(work: Work, intent: Intent, at: Omit<WriteContext, 'sending'>): Promise<void> {
  const { context, workspaceId, target, epoch } = work;
  const { db, clock } = context;
  if (work.signal?.aborted) throw new Superseded('stopping');
  const mine = { ...refOf(intent), epoch };
  const claimed = await claimIntent(db, workspaceId, { ...mine, at: clock.now() });
  if (!claimed)
    throw new Superseded(
      `the write is held by another worker or waits for an unsettled one: ${intent.changeKey}`,
    );
  // The last look at the fence comes after every wait of the adapter, so that a worker that slept sends nothing.
  const sending: WriteContext['sending'] = async request => {
    const asked = performance.now();
    if (!(await markSent(db, workspaceId, { ...mine, at: clock.now(), request })))
      throw new Superseded(intent.changeKey);
    if (performance.now() - asked > ASLEEP_MS)
      throw new Superseded(`slept when it was to send ${intent.changeKey}`);
  };
  const outcome = await target.write(intent.change, { ...at, sending }).catch(async (error: unknown) => {
    if (error instanceof Superseded) throw error;
    if (error instanceof UserError) {
      await settle(work, intent, {
        state: 'failed',
        answered: true,
        code: error.code,
        words: error.words ?? error.message,
      });
      throw error;
    }
    context.log.error({ err: error, change: intent.changeKey }, 'a write ended without an outcome');
    return { kind: 'unknown' as const, words: String(error), slow: false };
  });
  switch (outcome.kind) {
    case 'done':
      await noteAnswer(db, workspaceId, refOf(intent), { itemId: outcome.id, at: clock.now(), epoch });
      return;
    case 'refused': {
      const state = FOR_A_PERSON.has(outcome.code) ? 'held' : 'failed';
      await settle(work, intent, { state, answered: true, code: outcome.code, words: outcome.words });
      return;
    }
    case 'unknown':
      await settle(work, intent, { state: 'unknown', words: outcome.words, slow: outcome.slow });
      return;
    case 'deferred':
      if (intent.attempts + 1 >= MOST_DEFERRALS) {
        await settle(work, intent, { state: 'failed', code: 'busy', words: outcome.words });
        return;
      }
      await settle(work, intent, { state: 'planned', words: outcome.words });
      await pause(work, outcome.afterMs);
  }
}

/** @throws Superseded when the worker is told to stop meanwhile */
export async function pause({ context, signal }: Work, ms: number): Promise<void> {
  await context.clock.wait(ms, signal).catch((error: unknown) => {
    throw signal?.aborted ? new Superseded('stopping') : error;
  });
}

const refOf = ({ planId, changeKey }: Intent) => ({ planId, changeKey });

/** Writes down what became of a change, unless a newer worker took over. */
export async function settle(
  work: Holder,
  intent: Intent,
  to: Omit<Settlement, 'at' | 'epoch'>,
): Promise<void> {
  const { context, workspaceId, epoch } = work;
  const settlement = { ...to, at: context.clock.now(), epoch };
  if (!(await settleIntent(context.db, workspaceId, refOf(intent), settlement))) {
    throw new Superseded(`another worker settled ${intent.changeKey}`);
  }
}
