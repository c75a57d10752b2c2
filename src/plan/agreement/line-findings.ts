import type { Money } from '../change.ts';
import type { Exclusion, Hold, Problem } from '../standing.ts';
import type { AgreementContext, LineDraft } from './agreement.ts';
import { invoicedMoney } from './desired.ts';

/** What is found on the way to a line's plan; everything in it is shown to people. */
export class Findings {
  readonly holds: Hold[];
  readonly problems: Problem[];
  readonly exclusions: Exclusion[] = [];
  readonly notes: string[] = [];
  readonly draft: LineDraft;
  /** What the invoice charges for the line. */
  readonly invoiced: Money;

  constructor(draft: LineDraft, context: AgreementContext) {
    this.draft = draft;
    this.holds = [...draft.holds];
    this.problems = [...context.problems, ...billingCodeProblem(draft, context)];
    this.invoiced = invoicedMoney(draft.spans);
    if (context.agreement.period !== 'monthly') {
      this.hold(
        'period-not-monthly',
        `Contract ${context.agreement.name} bills ${context.agreement.period}, not monthly`,
      );
    }
  }

  hold(
    reason: Hold['reason'],
    says: string,
    choices: Hold['choices'] = ['check-again', 'leave'],
    money: Money = this.invoiced,
    subject?: string,
  ): void {
    this.holds.push({ reason, says, choices, money, ...(subject === undefined ? {} : { subject }) });
  }

  exclude(reason: Exclusion['reason'], says: string, money: Money): void {
    this.exclusions.push({ reason, says, money });
  }

  /** A person said to leave the line alone: nothing of it is written, and what was found is settled by that. */
  leave(reason: 'charged' | 'left' | 'skipped'): void {
    this.holds.length = 0;
    this.problems.length = 0;
    this.exclusions.length = 0;
    const says = {
      charged: 'Billed by contract charges this month, not on its line',
      left: 'Left as it is this month, by decision',
      skipped: `${this.draft.name} is not synced, by decision`,
    };
    this.exclude(reason, says[reason], this.invoiced);
  }

  /** True when nothing of the line may be written; a hold that concerns an existing line's price alone does not count. */
  blocks(priceHeld: boolean): boolean {
    return (
      this.exclusions.some(({ reason }) => LEAVES.has(reason)) ||
      this.problems.length > 0 ||
      this.holds.length > (priceHeld ? 1 : 0)
    );
  }
}

const LEAVES: ReadonlySet<Exclusion['reason']> = new Set(['charged', 'left', 'skipped']);

/** A new service needs a billing code; without one nothing of its line can be written. Other lines go on. */
function billingCodeProblem(draft: LineDraft, { items, settings }: AgreementContext): Problem[] {
  const missing = items.get(draft.productKey)?.kind === 'create' && settings.billingCodeId === null;
  if (!missing || draft.spans.length === 0) return [];
  return [
    {
      code: 'no-billing-code',
      says: `A service has to be created for ${draft.name}, and no billing code is chosen for new services`,
      remedy: 'Choose a billing code in the settings and sync again.',
      words: null,
      choices: [],
    },
  ];
}
