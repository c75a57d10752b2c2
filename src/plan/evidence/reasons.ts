/** Why money stands where it stands, in one sentence, where no finding says it better. */
import type { Standing } from '../standing.ts';
import type { Decided } from '../tally/reports.ts';

/** Of customers without a plan, by the reason of their account (rules 3, 9). */
const REASONS: Record<string, string> = {
  'another-invoice-first': 'Another invoice of this customer is synced first.',
  'applied-before': 'An earlier run applied this invoice to this customer.',
  'before-start': 'The mapping begins with a later usage month.',
  currency: 'The invoice is in another currency than the customers are billed in.',
  excluded: 'The mapping says that this customer is left out on purpose.',
  'month-unclear': 'Most lines are dated outside the usage month.',
  'other-agreement': 'The mapping reads another PRISM agreement.',
  'planned-before': 'An earlier run’s plan says the same, and was decided or still waits.',
  'sync-off': 'Syncing is switched off for this customer.',
};

export function whyOfOther(
  standing: Standing,
  { reason, tenantId }: { reason: string | null; tenantId: string | null },
): string {
  if (reason !== null && REASONS[reason]) return REASONS[reason];
  if (tenantId === null) return 'PRISM lists no customer with this subscription or domain.';
  return standing === 'unmapped' ? 'Nobody mapped this customer to a company and a contract.' : '';
}

/** What is planned and not written, by what became of the plan. */
const PENDING: Record<Decided, string> = {
  proposed: 'The plan waits for approval.',
  approved: 'The plan is approved and not written yet.',
  applying: 'The plan is being written.',
  applied: 'Planned, and not written.',
  undone: 'Planned, and not written.',
  rejected: 'The plan was rejected; nothing was written.',
  expired: 'The plan expired; nothing was written.',
  replaced: 'A newer plan replaced it; nothing was written.',
  shadow: 'Shadow mode: planned and reported, nothing is written.',
  preview: 'A preview: nothing is written.',
};

/** Of a line that no finding is about. */
export function whyOfLine(standing: Standing, reason: string | null, plan: Decided): string {
  if (standing === 'waiting') return PENDING[plan];
  if (standing === 'applied') return 'Written, and read back as it was to be.';
  if (reason === 'charged') return 'A contract charge bills it already.';
  return standing === 'right'
    ? 'It stands in the target as the invoice says; nothing was to be changed.'
    : '';
}
