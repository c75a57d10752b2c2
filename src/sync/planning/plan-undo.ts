import { isLineChange } from '../../plan/change.ts';
import { firstDay } from '../../plan/numbers/calendar.ts';
import type { AgreementPlan } from '../../plan/plan.ts';
import { NO_FACTS, type RunFacts } from '../../plan/tally/reports.ts';
import { planUndo } from '../../plan/undo/plan-undo.ts';
import { listDecisions } from '../../store/decisions.ts';
import { listIntents } from '../../store/intents.ts';
import { listMemoriesSince } from '../../store/memories.ts';
import { getPlan } from '../../store/plans.ts';
import type { SyncContext } from '../sync-context.ts';
import { findUndoable } from '../undo.ts';

/** Plans of opposites for every customer whose newest applied run is the one given (rules 7). */
export async function planUndoOf(
  context: SyncContext,
  workspaceId: string,
  run: number,
  keep: (plan: AgreementPlan) => Promise<boolean>,
): Promise<RunFacts> {
  const { db } = context;
  const { plans, inTheWay } = await findUndoable(context, workspaceId, run);
  const target = await context.openTarget(workspaceId);
  for (const { id: planId } of plans) {
    const { plan } = await getPlan(db, workspaceId, planId);
    if (plan.kind !== 'agreement') continue;
    const { id } = plan.agreement;
    const [agreements, current, intents, left, decisions] = await Promise.all([
      target.readAgreements([id]),
      target.readLines([id], firstDay(plan.invoice.month)),
      listIntents(db, workspaceId, planId),
      listMemoriesSince(db, workspaceId, id, run),
      listDecisions(db, workspaceId, id),
    ]);
    const done = intents.flatMap(({ change, itemId, state }) =>
      state === 'confirmed' && isLineChange(change) && change.kind === 'adjust' ? [{ change, itemId }] : [],
    );
    const charges = intents.flatMap(({ change, state }) =>
      state === 'confirmed' && change.kind === 'charge' ? [change] : [],
    );
    const marks = charges.map(({ mark }) => mark);
    const made = planUndo({
      ...{ plan, planId, run, done, left, current, decisions },
      agreement: agreements[0] ?? null,
      charges: { made: charges, standing: marks.length === 0 ? [] : await target.findCharges(marks) },
    });
    await keep(made);
  }
  const notes = inTheWay.map(
    ({ subject, run: later }) =>
      `The customer on contract ${subject} was synced again by run ${later}, which has to be undone first; nothing of it is taken back here.`,
  );
  return { ...NO_FACTS, notes };
}
