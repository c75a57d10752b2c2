import { listPlans } from '../../../store/plans.ts';
import { decideOnPlan } from '../../../sync/decide.ts';
import { say, show, showPage } from '../../answers.ts';
import { readPageState } from '../../page-state.ts';
import { plural } from '../../ui/parts/text.ts';
import type { ActionEntry, Visit } from '../../visit.ts';
import { overtaken, readPlanValue } from './plan-value.ts';

/** Approves the plan the person saw, or all of a run that wait. The first decision counts; a later one is told whose that was. */
export const approvePlan: ActionEntry = {
  who: 'operator',
  run: async (visit, { value }) => {
    const { context, workspaceId, userId } = visit;
    const about = readPlanValue(value);
    const plans =
      'run' in about
        ? (await listPlans(context.db, workspaceId, about.run))
            .filter(({ state }) => state === 'proposed')
            .map(({ id, checksum }) => ({ planId: id, checksum }))
        : [about];
    if (plans.length === 0) return nothingWaits(visit);
    let won = 0;
    for (const plan of plans) {
      const outcome = await decideOnPlan(context, {
        workspaceId,
        ...plan,
        decision: 'approved',
        by: userId,
      });
      if (outcome.won) won += 1;
      else if (plans.length === 1) return show(visit, await overtaken(visit, outcome.plan));
    }
    // The plan that is looked at shows by itself that it is approved.
    if (visit.place.kind === 'modal') return showPage(visit, readPageState(visit.place.metadata), 'replace');
    if (won === 0) return nothingWaits(visit);
    const others = plans.length - won;
    const before = others > 0 ? ` ${plural(others, 'plan')} had been decided before.` : '';
    await say(visit, {
      kind: 'done',
      says: `${plural(won, 'plan')} approved.${before} The message in the channel shows how the writing goes.`,
    });
  },
};

const nothingWaits = (visit: Visit): Promise<void> =>
  say(visit, { says: 'Nothing of this run waits for approval any more; somebody decided before you.' });
