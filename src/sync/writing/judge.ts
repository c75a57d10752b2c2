import { standingTimeline } from '../../plan/agreement/agreement-line.ts';
import type { Adjust, LineState } from '../../plan/change.ts';
import type { StandingLine } from '../../plan/current.ts';
import { equalAt } from '../../plan/numbers/decimal.ts';
import { sameTimeline, within } from '../../plan/numbers/timeline.ts';

/** What a line that was read back says of a change: it is done, it is not done, or something else happened. */
export type Verdict = 'after' | 'before' | 'neither';

/**
 * Compares a line as it stands with the change's *before* and *after* (rules 8). Units decide. Prices decide where the
 * units do not, and confirm where the change names them; a price of a coming day need not show yet.
 * @param at `from`: the usage month's first day, before which nothing is compared; all dates inclusive
 */
export function judge(
  change: Adjust,
  line: StandingLine | null,
  at: { from: string; agreementEnd: string; today: string },
): Verdict {
  const units = standingTimeline(line, at.from, at.agreementEnd);
  const unitsAre = (state: LineState): boolean => sameTimeline(units, within(state.timeline, at.from));
  const coming = change.effective > at.today;
  if (change.delta === 0) {
    if (!unitsAre(change.after)) return 'neither';
    if (pricesAre(change, change.after, line)) return 'after';
    return pricesAre(change, change.before, line) ? 'before' : 'neither';
  }
  if (unitsAre(change.after)) return coming || pricesAre(change, change.after, line) ? 'after' : 'neither';
  return unitsAre(change.before) ? 'before' : 'neither';
}

/** The prices the change names are the state's; a cost that cannot be read says nothing. */
function pricesAre(change: Adjust, state: LineState, line: StandingLine | null): boolean {
  const price = change.unitPrice === undefined || same(state.unitPrice, line?.unitPrice ?? null);
  const cost =
    change.unitCost === undefined || line?.unitCost === null || same(state.unitCost, line?.unitCost ?? null);
  return price && cost;
}

const same = (a: string | null, b: string | null): boolean =>
  a === null || b === null ? a === b : equalAt(a, b, 4);
