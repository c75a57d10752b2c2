import type { ProductPlan } from '../plan/plan.ts';
import { reportCustomer } from '../plan/tally/customer.ts';
import {
  type CustomerReport,
  NO_FACTS,
  type ProductReport,
  type Result,
  type RunFacts,
  type RunReport,
} from '../plan/tally/reports.ts';
import { isClean, reportProducts, runResult } from '../plan/tally/run.ts';
import { summaryOf } from '../plan/tally/summary.ts';
import { inTransaction } from '../store/database.ts';
import { type Intent, listIntentsOf } from '../store/intents.ts';
import { getPlan, listPlans } from '../store/plans.ts';
import { findReport, finishRun, getRun, moveRun, saveReport } from '../store/runs.ts';
import { asProblem } from './problem.ts';
import type { SyncContext } from './sync-context.ts';

/** Tells what became of a run: computed from its stored plans and the ledger, never from memory. */
export async function report(context: SyncContext, workspaceId: string, number: number): Promise<RunReport> {
  const { db, clock } = context;
  const told = await tell(context, workspaceId, number);
  await inTransaction(db, async tx => {
    const run = await getRun(tx, workspaceId, number);
    const waiting = run.trigger !== 'preview' && told.customers.some(one => one.waiting);
    await saveReport(tx, workspaceId, number, told, summaryOf(told));
    if (waiting) {
      await moveRun(tx, workspaceId, number, ['approved', 'applying', 'proposed'], 'proposed', told.result);
    } else if (run.state !== 'done') {
      const state = told.result === 'Rejected' ? 'rejected' : told.result === 'Expired' ? 'expired' : 'done';
      await finishRun(tx, workspaceId, number, {
        state,
        result: told.result,
        clean: isClean(told),
        at: clock.now(),
      });
    }
    // One approved since the plans were looked at is still to be carried out.
    if ((await listPlans(tx, workspaceId, number)).some(({ state }) => state === 'approved'))
      await moveRun(tx, workspaceId, number, ['proposed', 'done'], 'approved', 'Running');
    const tellOf = (run: number, result: Result) =>
      context.announce({ kind: 'run-reported', workspaceId, run, result }, tx);
    await tellOf(number, told.result);
    // The message of the run that it takes back says so.
    if (run.undoes !== null)
      await tellOf(run.undoes, (await getRun(tx, workspaceId, run.undoes)).result ?? 'Success');
  });
  return told;
}

/** A run that could not be carried through: said to people, with a reference that is in the log too. */
export async function reportFailure(
  context: SyncContext,
  workspaceId: string,
  number: number,
  error: unknown,
): Promise<RunReport> {
  const reference = `${workspaceId}-${number}`;
  context.log
    .child({ run: String(number), reference, workspace: workspaceId })
    .error({ err: error }, 'run failed');
  const before = factsOf(await findReport(context.db, workspaceId, number));
  const problem = asProblem(error);
  await saveReport(context.db, workspaceId, number, {
    facts: { ...before, problems: [...before.problems, problem] },
  });
  return report(context, workspaceId, number);
}

/** The report as it stands, without saving or announcing it. */
export async function tell({ db }: SyncContext, workspaceId: string, number: number): Promise<RunReport> {
  const run = await getRun(db, workspaceId, number);
  const heads = await listPlans(db, workspaceId, number);
  const intents = Map.groupBy(
    await listIntentsOf(
      db,
      workspaceId,
      heads.map(({ id }) => id),
    ),
    intent => intent.planId,
  );
  const customers: CustomerReport[] = [];
  let products: ProductReport | null = null;
  for (const head of heads) {
    const { plan } = await getPlan(db, workspaceId, head.id);
    const outcomes = (intents.get(head.id) ?? []).map(outcomeOf);
    if (plan.kind === 'agreement') customers.push(reportCustomer(plan, head, outcomes));
    else products = reportProducts(plan satisfies ProductPlan, head, outcomes);
  }
  const facts = factsOf(await findReport(db, workspaceId, number));
  const result: Result = runResult(customers, products, facts);
  return {
    run: number,
    kind: run.kind,
    result,
    customers,
    products,
    facts,
    reference: `${workspaceId}-${number}`,
  };
}

const factsOf = (report: unknown): RunFacts => (report as { facts?: RunFacts } | null)?.facts ?? NO_FACTS;

const outcomeOf = ({ changeKey, state, code, words }: Intent) => ({ changeKey, state, code, words });
