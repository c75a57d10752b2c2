import { UserError } from '../errors.ts';
import { listIntentsOf } from '../store/intents.ts';
import { listPlans, type PlanHead } from '../store/plans.ts';
import { findPlanInTheWay } from '../store/plans-beside.ts';
import { findUndoing } from '../store/run-marks.ts';
import { findRun, type Run, type RunState } from '../store/runs.ts';
import { request } from './request.ts';
import type { SyncContext } from './sync-context.ts';

/** What of a run can be taken back, and what stands in the way of the rest. */
export type Undoable = {
  plans: PlanHead[];
  /** Agreements whose newest applied run is a later one. */
  inTheWay: { subject: string; run: number }[];
};

/** Plans of a run that wrote something, and whether each is its customer's newest (rules 7). */
export async function findUndoable(
  { db }: Pick<SyncContext, 'db'>,
  workspaceId: string,
  run: number,
): Promise<Undoable> {
  const heads = (await listPlans(db, workspaceId, run)).filter(({ state }) => state === 'applied');
  const intents = await listIntentsOf(
    db,
    workspaceId,
    heads.map(({ id }) => id),
  );
  const wrote = new Set(intents.filter(one => one.state === 'confirmed').map(({ planId }) => planId));
  const found: Undoable = { plans: [], inTheWay: [] };
  for (const head of heads.filter(({ id }) => wrote.has(id))) {
    const { subject, month } = head;
    const later = await findPlanInTheWay(db, workspaceId, { subject, month, runNumber: run });
    if (later) found.inTheWay.push({ subject, run: later.runNumber });
    else found.plans.push(head);
  }
  return found;
}

const ENDED: ReadonlySet<RunState> = new Set(['done', 'rejected', 'expired']);

/**
 * Asks for a run that takes another one back; nothing is written before somebody approves it.
 * @returns the new run's number
 * @throws UserError `no-such-run`, `not-undoable`, `run-in-the-way` naming it, `undo-under-way`
 */
export async function requestUndo(
  context: SyncContext,
  { workspaceId, run: number, by }: { workspaceId: string; run: number; by: string },
): Promise<number> {
  const { db } = context;
  const run = await findRun(db, workspaceId, number);
  if (!run || run.trigger === 'preview') {
    throw new UserError(`There is no run ${number}.`, {
      code: 'no-such-run',
      remedy: 'Its number stands in /prism history.',
    });
  }
  refuseWrongKind(run);
  const undoing = await findUndoing(db, workspaceId, number);
  if (undoing && !ENDED.has(undoing.state)) {
    throw new UserError(`Run ${undoing.run} takes run ${number} back already.`, {
      code: 'undo-under-way',
      remedy: `See /prism run ${undoing.run}.`,
    });
  }
  const { plans, inTheWay } = await findUndoable(context, workspaceId, number);
  if (plans.length === 0) refuseNothingLeft(number, inTheWay);
  const asked = await request(context, { workspaceId, kind: 'customers', by, undoes: number });
  if (asked === null) throw new Error('a run that is no tick was taken for one');
  return asked;
}

function refuseWrongKind({ number, kind, state, undoes }: Run): void {
  const refuse = (says: string, remedy: string): never => {
    throw new UserError(says, { code: 'not-undoable', remedy });
  };
  if (kind === 'products')
    refuse(
      `Run ${number} synced products, and only syncs of customers can be undone.`,
      'Sync the products again.',
    );
  if (undoes !== null)
    refuse(
      `Run ${number} is itself the undo of run ${undoes}.`,
      'Sync the customer again: the invoice counts as not applied.',
    );
  if (!ENDED.has(state))
    refuse(`Run ${number} has not ended yet.`, 'Wait for it to end, or reject what waits for approval.');
}

function refuseNothingLeft(number: number, inTheWay: Undoable['inTheWay']): never {
  const [first] = inTheWay.map(({ run }) => run).sort((a, b) => b - a);
  if (first === undefined) {
    throw new UserError(`Run ${number} left nothing in Autotask that could be taken back.`, {
      code: 'not-undoable',
      remedy: `See /prism run ${number}.`,
    });
  }
  throw new UserError(`Run ${number} is not the newest: run ${first} was carried out after it.`, {
    code: 'run-in-the-way',
    remedy: `Undo run ${first} first: /prism undo ${first}.`,
  });
}
