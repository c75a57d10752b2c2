/**
 * One customer's part of an invoice that is not applied by the month, billed by contract charges: a credit note, a one-off
 * or adjustment invoice, an annual one; or single lines of an invoice that others were applied after. A charge a line.
 */
import { goneAgreement, type LineDraft } from '../agreement/agreement.ts';
import type { Agreement } from '../current.ts';
import { type Decision, decidedOn, decisionsFor } from '../decision.ts';
import type { CustomerLine } from '../invoice/drafts.ts';
import { type AgreementPlan, type PlannedInvoice, type PlannedTenant, planChecksum } from '../plan.ts';
import type { Entry } from '../standing.ts';
import { accountCharge, type ChargeAccount, type ChargeFindings, nothingFound } from './account-charge.ts';
import { accountUsage } from './charge-lines.ts';
import { chargeReasons } from './charge-reasons.ts';
import { chargeLine } from './line-charge.ts';
import type { ChargeContext } from './place-charge.ts';
import { strandedCharges } from './stranded-charges.ts';
import { chargeUsage } from './usage-charges.ts';

export type ChargesInput = Omit<ChargeContext, 'invoice'> & {
  invoice: PlannedInvoice;
  apart: NonNullable<AgreementPlan['apart']>;
  tenants: readonly PlannedTenant[];
  lines: readonly CustomerLine[];
  /** Products whose usage somebody decided to charge. */
  usage: readonly LineDraft[];
  /** Of these, what the agreement's line has units of in the usage month. */
  billed: ReadonlySet<string>;
  /** The customer's own; null: it does not exist any more. */
  agreement: Agreement | null;
  agreementId: string;
  /** PRISM's number of the agreement the mapping reads; null: any. */
  agreementNumber: string | null;
  decisions: readonly Decision[];
  shadow: boolean;
};

/** It always waits for a person where there is anything to charge. */
export function planCharges(input: ChargesInput): AgreementPlan {
  const { invoice, apart, tenants, shadow } = input;
  const agreement = input.agreement ?? goneAgreement(input.agreementId);
  const found: Found = { holds: [], problems: [], exclusions: [], charges: [], charged: [], warnings: [] };
  const lines = [...input.lines].sort(
    (a, b) => a.line.row - b.line.row || a.line.key.localeCompare(b.line.key),
  );
  const entries = [
    ...lines.map(one => lineEntry(one, input, found)),
    ...input.usage.flatMap(draft => usageEntries(draft, input, found)),
  ];
  if (apart !== 'lines') found.warnings.push(...strandedCharges(input));

  const plan: Omit<AgreementPlan, 'checksum'> = {
    ...{ kind: 'agreement', apart, agreement, tenants: [...tenants], invoice, items: [], lines: [] },
    ...found,
    ...{ doubleBilling: [], asks: chargeReasons(found.charges), shadow, entries },
  };
  return { ...plan, checksum: planChecksum(plan) };
}

type Found = Omit<ChargeFindings, 'holds' | 'problems' | 'exclusions'> &
  Pick<AgreementPlan, 'holds' | 'problems' | 'exclusions'>;

/** What was found of one thing, under the name that the invoice has for it. */
function merge(
  { holds, problems, exclusions, ...others }: ChargeFindings,
  label: string,
  found: Found,
): void {
  found.holds.push(...holds.map(hold => ({ ...hold, label })));
  found.problems.push(...problems.map(problem => ({ ...problem, label })));
  found.exclusions.push(...exclusions.map(exclusion => ({ ...exclusion, label })));
  found.charges.push(...others.charges);
  found.charged.push(...others.charged);
  found.warnings.push(...others.warnings);
}

function lineEntry(one: CustomerLine, input: ChargesInput, found: Found): Entry {
  const { apart, agreementNumber, decisions, invoice } = input;
  const { tenantId, line } = one;
  const { offerName: label, key, row } = line;
  const money = { cost: line.cost, price: line.price ?? '0' };
  const mine = nothingFound();
  const account = (): ChargeAccount => {
    if (
      agreementNumber !== null &&
      line.agreementNumber !== null &&
      line.agreementNumber !== agreementNumber
    ) {
      const says = `Row ${row} belongs to PRISM agreement ${line.agreementNumber}`;
      mine.exclusions.push({ reason: 'other-agreement', says, money });
      return { standing: 'excluded', reason: 'other-agreement' };
    }
    const decision = decidedOn(decisions, invoice.month, [key, invoice.id]);
    const open = apart === 'lines' ? 'adjustment' : apart;
    const about = { says: `Row ${row}, ${label}`, money, subject: key, open };
    return accountCharge(chargeLine(one, decision, input), about, mine);
  };
  const entry = { tenantId, productKey: null, label, lines: 1, ...money, keys: [key], ...account() };
  merge(mine, label, found);
  return entry;
}

function usageEntries(draft: LineDraft, input: ChargesInput, found: Found): Entry[] {
  const { invoice, decisions, billed } = input;
  const { last } = decisionsFor(decisions, invoice.month, draft.productKey);
  const mine = nothingFound();
  let entries = accountUsage(chargeUsage(draft, last, input), mine);
  if (billed.has(draft.productKey)) {
    mine.charges.length = 0;
    mine.holds.push({
      reason: 'charged-twice',
      says: `${draft.name} has units on its contract in that month, and a contract charge would bill it once more`,
      choices: [],
      money: null,
    });
    entries = entries.map(({ charge: _, ...entry }) => ({
      ...{ ...entry, standing: 'held', reason: 'charged-twice' },
    }));
  }
  // What is chosen about usage is chosen on its own invoice.
  mine.holds = mine.holds.map(hold => ({ ...hold, choices: [] }));
  mine.problems = mine.problems.map(problem => ({ ...problem, choices: [] }));
  merge(mine, draft.name, found);
  return entries;
}
