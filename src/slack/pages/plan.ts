import { StaleError } from '../../errors.ts';
import { getPlan } from '../../store/plans.ts';
import { readRun } from '../outgoing/read-run.ts';
import { planListScreen, planScreen } from '../ui/pages/plan.ts';
import type { PageEntry } from './index.ts';

/** A customer's plan, or all plans of a run. */
export const plan: PageEntry = {
  who: 'viewer',
  title: 'Plan',
  render: async ({ context, workspaceId, role }, state) => {
    const number = state.plan ? (await getPlan(context.db, workspaceId, state.plan)).runNumber : state.run;
    if (number === undefined) throw new StaleError('This list is of an older version.');
    const run = await readRun(context, workspaceId, number);
    const customer = run.report.customers.find(({ planId }) => planId === state.plan);
    const may = { decide: role === 'operator' || role === 'admin' };
    return customer ? planScreen(run, customer, state, may) : planListScreen(run, state, may);
  },
};
