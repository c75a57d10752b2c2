import { agreementProblems } from '../agreement/agreement.ts';
import type { LinePlan } from '../agreement/agreement-line.ts';
import type { Adjust, Charge } from '../change.ts';
import type { Agreement, StandingCharge, StandingLine } from '../current.ts';
import { type Decision, decisionsFor } from '../decision.ts';
import type { LineMemory } from '../memory.ts';
import { type AgreementPlan, planChecksum } from '../plan.ts';
import { undoCharges } from './undo-charges.ts';
import { type UndoneLine, undoLine } from './undo-line.ts';

export type UndoInput = {
  /** The plan that was applied, its id and its run. */
  plan: AgreementPlan;
  planId: string;
  run: number;
  /** Its changes that are known to be done, each with the item it was made on. */
  done: readonly { change: Adjust; itemId: string | null }[];
  /** What we left on its lines, by product key: last of all, and before the run. Lines undone already have no `last`. */
  left: ReadonlyMap<string, { last: LineMemory; before: LineMemory | null }>;
  /** null: the agreement does not exist any more. */
  agreement: Agreement | null;
  current: readonly StandingLine[];
  decisions: readonly Decision[];
  /** Charges it made that are known to be done, and whatever carries their marks now. */
  charges: { made: readonly Charge[]; standing: readonly StandingCharge[] };
};

/**
 * The plan of opposites of one customer's applied plan (rules 7). It always waits for a person. Lines that were undone
 * before are not in it.
 */
export function planUndo(input: UndoInput): AgreementPlan {
  const { plan, planId, run, done, decisions } = input;
  const { month } = plan.invoice;
  const agreement = input.agreement ?? plan.agreement;
  const problems = agreementProblems(input.agreement, agreement.id);
  const lines = plan.lines.flatMap((line): LinePlan[] => {
    const mine = done.filter(({ change }) => change.productKey === line.productKey);
    const left = input.left.get(line.productKey);
    const itemId = mine.findLast(one => one.itemId !== null)?.itemId ?? line.itemId;
    if (mine.length === 0 || !left || itemId === null) return [];
    const undone: UndoneLine = {
      line,
      changes: mine.map(({ change }) => change),
      itemId,
      left: left.last,
      before: left.before,
    };
    const made = undoLine(undone, {
      ...{ run, month, agreement },
      current: input.current.filter(one => one.agreementId === agreement.id),
      decisionsFor: key => decisionsFor(decisions, month, key),
    });
    return [problems.length > 0 ? { ...made, changes: [], problems } : made];
  });
  const { charges, holds } = undoCharges(run, input.charges.made, input.charges.standing);
  const undo: Omit<AgreementPlan, 'checksum'> = {
    kind: 'agreement',
    undoes: { run, planId },
    ...(plan.apart ? { apart: plan.apart } : {}),
    agreement,
    // The invoice's money is accounted for by the run that is undone.
    tenants: plan.tenants.map(tenant => ({ ...tenant, lines: 0, cost: '0' })),
    invoice: plan.invoice,
    items: [],
    lines,
    charges,
    charged: [],
    holds,
    problems: problems.map(problem => ({ ...problem, label: agreement.name })),
    exclusions: [],
    warnings: [],
    doubleBilling: [],
    asks: [`undo of run ${run}`],
    shadow: false,
    entries: [],
  };
  return { ...undo, checksum: planChecksum(undo) };
}
