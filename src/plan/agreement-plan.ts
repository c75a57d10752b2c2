/** One customer's month on one agreement, from its invoice lines and what the target holds, as one stored value. */
import {
  type AgreementContext,
  agreementProblems,
  draftsForAbsent,
  goneAgreement,
  type LineDraft,
  possibleDoubleBilling,
} from './agreement/agreement.ts';
import { type LinePlan, planLine } from './agreement/agreement-line.ts';
import { pricesEdited } from './agreement/line-history.ts';
import type { Strategy } from './agreement/prices.ts';
import { type Catalogue, itemState } from './catalogue.ts';
import type { CreateItem } from './change.ts';
import type { ChargeBook } from './charges/charge-book.ts';
import { chargeLines } from './charges/charge-lines.ts';
import { chargeReasons } from './charges/charge-reasons.ts';
import type { ChargeContext } from './charges/place-charge.ts';
import { strandedCharges } from './charges/stranded-charges.ts';
import { chargeUsage } from './charges/usage-charges.ts';
import type { Agreement, StandingLine } from './current.ts';
import { type Decision, decisionsFor } from './decision.ts';
import {
  type CustomerLine,
  type DraftContext,
  type Drafts,
  draftLines,
  entriesOf,
} from './invoice/drafts.ts';
import type { LineMemory } from './memory.ts';
import type { DateText } from './numbers/calendar.ts';
import { type Decimal, sum } from './numbers/decimal.ts';
import { type AgreementPlan, type PlannedInvoice, type PlannedTenant, planChecksum } from './plan.ts';
import { approvalReasons, unsafeReasons } from './safety.ts';
import type { Entry, Hold, Standing } from './standing.ts';

export type AgreementInput = {
  invoice: PlannedInvoice;
  tenants: readonly PlannedTenant[];
  lines: readonly CustomerLine[];
  /** null: the mapping's agreement does not exist any more. */
  agreement: Agreement | null;
  agreementId: string;
  current: readonly StandingLine[];
  catalogue: Catalogue;
  memory: ReadonlyMap<string, LineMemory>;
  decisions: readonly Decision[];
  strategy: Strategy;
  shadow: boolean;
  ownDaysUntil: DateText | null;
  /** How this customer stood with earlier invoices. */
  history: { first: boolean; revised: boolean; appliedAsIs: boolean; previousCost: Decimal | null };
  /** The whole invoice's total against its lines; null when the header does not say. */
  total: { header: Decimal; lines: Decimal } | null;
  charges: ChargeBook;
} & Omit<DraftContext, 'month' | 'linked' | 'charging'>;

export function planAgreement(input: AgreementInput): { plan: AgreementPlan; matches: Map<string, string> } {
  const { invoice, settings, catalogue } = input;
  const charging = chargingOf(input);
  const drafted = draftLines(input.lines, {
    ...input,
    charging,
    month: invoice.month,
    linked: key => Boolean(catalogue.links.get(key)?.itemId),
  });
  const drafts = [...drafted.drafts.values(), ...draftsForAbsent(drafted.drafts, input.memory)].sort((a, b) =>
    a.productKey.localeCompare(b.productKey),
  );
  const agreement = input.agreement ?? goneAgreement(input.agreementId);
  const usage = new Map(
    drafts
      .filter(({ kind }) => kind === 'usage')
      .map(draft => {
        const { last } = decisionsFor(input.decisions, invoice.month, draft.productKey);
        return [draft.productKey, chargeUsage(draft, last, charging)] as const;
      }),
  );
  const context: AgreementContext = {
    month: invoice.month,
    agreement,
    current: input.current,
    items: new Map(
      drafts.map(draft => [draft.productKey, itemState(draft.productKey, draft.product, catalogue)]),
    ),
    memory: input.memory,
    subscriptions: input.subscriptions,
    invoiced: new Set(drafts.flatMap(draft => draft.spans.map(span => span.subscriptionId))),
    decisions: input.decisions,
    charged: new Set([...usage].flatMap(([key, { charged }]) => (charged ? [key] : []))),
    settings,
    strategy: input.strategy,
    problems: agreementProblems(input.agreement, input.agreementId),
    hasUnmatchedLine: drafted.problems.length > 0,
    ownDaysUntil: input.ownDaysUntil,
  };
  const planned = drafts.map(draft => planLine(draft, context)).filter(isWorthSaying);
  const billed = chargeLines(planned, usage);
  const { lines } = billed;
  const charges = [...drafted.charges, ...billed.charges];
  const items = neededItems(lines, context);
  const doubleBilling = possibleDoubleBilling(lines, drafts, input.current);
  const entries = [
    ...drafted.entries,
    ...drafts.flatMap(draft => billed.entries.get(draft.productKey) ?? lineEntries(draft, lines)),
  ];
  const changes = [...items, ...lines.flatMap(line => line.changes)];
  const unsafe = unsafeReasons(
    {
      lines,
      doubleBilling,
      cost: sum(entries.map(({ cost }) => cost)),
      previousCost: input.history.previousCost,
      total: input.total,
    },
    settings.safety,
  );
  const decided = (line: LinePlan): boolean =>
    decisionsFor(input.decisions, invoice.month, line.productKey).overwrite;
  const asks = approvalReasons(
    {
      hasChanges: changes.length > 0 || charges.length > 0,
      charges: chargeReasons(charges),
      unsafe,
      first: input.history.first,
      adopts: lines.filter(line => line.adopted && line.changes.length > 0).map(line => line.productName),
      revised: input.history.revised,
      driftAfterApplied: input.history.appliedAsIs
        ? lines
            .filter(line => (line.drift || wasRepriced(line, input.memory)) && !decided(line))
            .map(line => line.productName)
        : [],
      older: input.ownDaysUntil !== null,
    },
    settings.approval,
  );
  const plan: Omit<AgreementPlan, 'checksum'> = {
    kind: 'agreement',
    agreement,
    tenants: [...input.tenants],
    invoice,
    items,
    lines,
    charges,
    charged: [...drafted.charged, ...billed.charged],
    ...messagesOf(drafted),
    warnings: [...drafted.warnings, ...billed.warnings, ...strandedCharges(input)],
    doubleBilling,
    asks,
    shadow: input.shadow,
    entries,
  };
  return { plan: { ...plan, checksum: planChecksum(plan) }, matches: drafted.matches };
}

const chargingOf = ({ invoice, charges, strategy, settings }: AgreementInput): ChargeContext => ({
  ...{ invoice, charges, strategy, settings },
});

/** A hand gave the line another price or cost than we left, and the plan changes it. */
const wasRepriced = (line: LinePlan, memory: ReadonlyMap<string, LineMemory>): boolean => {
  const left = memory.get(line.productKey);
  return left !== undefined && line.changes.length > 0 && pricesEdited(left, line.assumes.state);
};

const messagesOf = ({ holds, problems, exclusions }: Drafts) => ({ holds, problems, exclusions });

/** A line that vanished long ago and has nothing left to say is left out. */
const isWorthSaying = (line: LinePlan): boolean =>
  line.changes.length > 0 ||
  line.holds.length > 0 ||
  line.problems.length > 0 ||
  line.exclusions.length > 0 ||
  line.leaves.subscriptions.length > 0;

function neededItems(lines: readonly LinePlan[], context: AgreementContext): CreateItem[] {
  return lines.flatMap(line => {
    const state = context.items.get(line.productKey);
    return line.changes.length > 0 && state?.kind === 'create' ? [state.change] : [];
  });
}

function lineEntries(draft: LineDraft, lines: readonly LinePlan[]): Entry[] {
  const line = lines.find(one => one.productKey === draft.productKey);
  if (line === undefined) return entriesOf(draft, 'right', null);
  const { standing, reason } = standingOf(line);
  return entriesOf(draft, standing, reason);
}

/** Where a line's money stands before anything is written: changes wait. */
export function standingOf(line: LinePlan): { standing: Standing; reason: string | null } {
  const [problem] = line.problems;
  if (problem) return { standing: 'failed', reason: problem.code };
  const [hold]: Hold[] = line.holds;
  if (hold) return { standing: 'held', reason: hold.reason };
  if (line.changes.length > 0) return { standing: 'waiting', reason: null };
  const [exclusion] = line.exclusions;
  return exclusion ? { standing: 'excluded', reason: exclusion.reason } : { standing: 'right', reason: null };
}
