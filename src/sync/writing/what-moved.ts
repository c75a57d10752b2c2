import { postedThrough, standingTimeline } from '../../plan/agreement/agreement-line.ts';
import { pricesDiffer } from '../../plan/agreement/line-history.ts';
import type { Adjust } from '../../plan/change.ts';
import type { Agreement, StandingLine } from '../../plan/current.ts';
import { firstDay, inWords } from '../../plan/numbers/calendar.ts';
import { sameTimeline, within } from '../../plan/numbers/timeline.ts';
import type { AgreementPlan } from '../../plan/plan.ts';
import type { Verdict } from './judge.ts';

export type Ground = {
  agreement: Agreement | undefined;
  /** The lines of the change's item on the agreement; `current` is the change's own. */
  found: readonly StandingLine[];
  current: StandingLine | null;
  verdict: Verdict;
  /** The item that the change's product is linked to. */
  linkedTo: string | null;
};

/**
 * What the plan assumed for a change and is not so any more (rules 7), in words that go on "was not written, for"; null
 * when all of it holds.
 */
export function whatMoved(plan: AgreementPlan, change: Adjust, ground: Ground): string | null {
  const { found, current, verdict, linkedTo } = ground;
  const contract = agreementMoved(plan.agreement, ground.agreement);
  if (contract !== null) return contract;
  // What is taken back stands where it was written.
  if (!plan.undoes && change.itemId !== null && linkedTo !== change.itemId)
    return 'its product was linked to another service';
  if (found.length > 1) return 'its service was put on the contract a second time';
  const posted = postedThrough(current);
  if (posted !== null && change.effective <= posted) return `the days to ${inWords(posted)} were posted`;
  if (verdict === 'neither') {
    const from = firstDay(plan.invoice.month);
    const units = standingTimeline(current, from, plan.agreement.to);
    return sameTimeline(units, within(change.before.timeline, from)) ? PRICE : QUANTITY;
  }
  // Later changes find the prices that the first one set.
  const mine = plan.lines.find(({ productKey }) => productKey === change.productKey);
  const isFirst = mine?.changes[0]?.key === change.key;
  return isFirst && current !== null && pricesDiffer(mine.assumes.state, current) ? PRICE : null;
}

const QUANTITY = 'its quantity was changed in Autotask';
const PRICE = 'its price was changed in Autotask';

function agreementMoved(planned: Agreement, now: Agreement | undefined): string | null {
  if (now === undefined) return 'its contract is not there any more';
  if (planned.active !== now.active) return `its contract was made ${now.active ? 'active' : 'inactive'}`;
  if (planned.recurring !== now.recurring || planned.period !== now.period)
    return 'the type or period of its contract was changed';
  if (planned.to !== now.to) return `the end of its contract was moved to ${inWords(now.to)}`;
  return planned.from === now.from ? null : `the beginning of its contract was moved to ${inWords(now.from)}`;
}
