/**
 * One customer's part of an invoice that is not applied by the month, billed by contract charges: a credit note, a one-off
 * or adjustment invoice, an annual one; or single lines of an invoice that others were applied after. A charge a line.
 */
import type { Money } from '../change.ts';
import type { Agreement } from '../current.ts';
import { type Decision, decidedOn } from '../decision.ts';
import type { CustomerLine } from '../invoice/drafts.ts';
import { type AgreementPlan, checksumOf, type PlannedInvoice, type PlannedTenant } from '../plan.ts';
import type { Entry } from '../standing.ts';
import { chargeReasons } from './charge-reasons.ts';
import { chargeLine } from './line-charge.ts';
import type { ChargeContext } from './place-charge.ts';
import { strandedCharges } from './stranded-charges.ts';

export type ChargesInput = Omit<ChargeContext, 'invoice'> & {
  invoice: PlannedInvoice;
  apart: NonNullable<AgreementPlan['apart']>;
  tenants: readonly PlannedTenant[];
  lines: readonly CustomerLine[];
  /** The customer's own. */
  agreement: Agreement;
  /** PRISM's number of the agreement the mapping reads; null: any. */
  agreementNumber: string | null;
  decisions: readonly Decision[];
  shadow: boolean;
};

type Planned = Pick<
  AgreementPlan,
  'charges' | 'charged' | 'holds' | 'problems' | 'exclusions' | 'warnings' | 'entries'
>;

/** It always waits for a person where there is anything to charge. */
export function planCharges(input: ChargesInput): AgreementPlan {
  const { invoice, apart, agreement, tenants, shadow } = input;
  const planned: Planned = {
    charges: [],
    charged: [],
    holds: [],
    problems: [],
    exclusions: [],
    warnings: apart === 'older' ? [] : strandedCharges(input),
    entries: [],
  };
  for (const one of [...input.lines].sort((a, b) => a.line.row - b.line.row)) {
    const { offerName: label, key } = one.line;
    const account = place(one, input, planned);
    const entry = { tenantId: one.tenantId, productKey: null, label, lines: 1, ...moneyOf(one), keys: [key] };
    planned.entries.push({ ...entry, ...account });
  }
  const charges = planned.charges.flatMap(charge => (charge.kind === 'charge' ? [charge] : []));
  return {
    kind: 'agreement',
    apart,
    agreement,
    tenants: [...tenants],
    invoice,
    items: [],
    lines: [],
    ...planned,
    doubleBilling: [],
    asks: chargeReasons(charges),
    shadow,
    checksum: checksumOf({ agreement: agreement.id, invoice: [invoice.id, invoice.hash], charges }),
  };
}

type Account = Pick<Entry, 'standing' | 'reason' | 'charge'>;

/** Says what is found of the line, and where its money stands. */
function place(one: CustomerLine, input: ChargesInput, planned: Planned): Account {
  const { apart, agreementNumber, decisions, invoice } = input;
  const { line } = one;
  const { offerName: label, key: subject } = line;
  const money = moneyOf(one);
  if (agreementNumber !== null && line.agreementNumber !== null && line.agreementNumber !== agreementNumber) {
    const says = `Row ${line.row} belongs to PRISM agreement ${line.agreementNumber}`;
    planned.exclusions.push({ reason: 'other-agreement', says, money, label });
    return { standing: 'excluded', reason: 'other-agreement' };
  }
  const decision = decidedOn(decisions, invoice.month, [subject, invoice.id]);
  const placed = chargeLine(one, decision, input);
  switch (placed.kind) {
    case 'charge':
      planned.charges.push(placed.charge);
      return { standing: 'waiting', reason: null, charge: placed.charge.key };
    case 'stands':
      planned.charged.push(placed.says);
      if (placed.warning) planned.warnings.push(placed.warning);
      return { standing: 'right', reason: 'charged' };
    case 'nothing':
      return { standing: 'right', reason: null };
    case 'left': {
      const says = `Row ${line.row}, ${label}; left out, by decision`;
      planned.exclusions.push({ reason: 'left', says, money, label });
      return { standing: 'excluded', reason: 'left' };
    }
    case 'failed':
      planned.problems.push({ ...placed.problem, subject, label });
      return { standing: 'failed', reason: placed.problem.code };
    case 'held':
      planned.holds.push({ ...placed.hold, subject, label });
      return { standing: 'held', reason: placed.hold.reason };
    case 'open':
      planned.holds.push({
        ...{ reason: apart, says: `Row ${line.row}, ${label}`, choices: ['bill-as-charge', 'leave'] },
        ...{ money, subject, label, ...(placed.offer ? { offer: placed.offer } : {}) },
      });
      return { standing: 'held', reason: apart };
  }
}

const moneyOf = ({ line }: CustomerLine): Money => ({ cost: line.cost, price: line.price ?? '0' });
