import type { ItemState } from '../catalogue.ts';
import type { Agreement, StandingLine } from '../current.ts';
import type { Decision } from '../decision.ts';
import type { Product, Subscription } from '../invoice/line.ts';
import type { Span } from '../invoice/span.ts';
import type { LineMemory } from '../memory.ts';
import type { DateText, Month } from '../numbers/calendar.ts';
import type { ProgramSettings } from '../settings.ts';
import { type Hold, OUTSIDE_CONTRACT, type Problem } from '../standing.ts';
import type { LinePlan } from './agreement-line.ts';
import type { Strategy } from './prices.ts';

/** All spans of one product for one agreement, of all tenants mapped to it: what one agreement line is planned from. */
export type LineDraft = {
  productKey: string;
  name: string;
  kind: 'seat' | 'usage';
  /** From the price list; null for a product that left it but is linked. */
  product: Product | null;
  spans: Span[];
  /** What already speaks against writing it, found while reading its lines. */
  holds: Hold[];
};

/** What every line of an agreement is planned against. */
export type AgreementContext = {
  month: Month;
  agreement: Agreement;
  current: readonly StandingLine[];
  items: ReadonlyMap<string, ItemState>;
  memory: ReadonlyMap<string, LineMemory>;
  /** PRISM's subscriptions of the agreement's tenants; the read was complete. */
  subscriptions: ReadonlyMap<string, Subscription>;
  /** Subscriptions with seats on this invoice, of whatever product. */
  invoiced: ReadonlySet<string>;
  decisions: readonly Decision[];
  /** Products whose usage is billed by charges. */
  charged: ReadonlySet<string>;
  settings: ProgramSettings;
  strategy: Strategy;
  /** What makes the whole agreement unusable. */
  problems: readonly Problem[];
  /** A line of this customer has no product; it may be seats that look lost. */
  hasUnmatchedLine: boolean;
  /** First day of the next applied month, when an older invoice is applied to its own days; else null. */
  ownDaysUntil: DateText | null;
};

/** Why nothing can be written onto an agreement at all (rules 5, checked before writing). */
export function agreementProblems(agreement: Agreement | null, id: string): Problem[] {
  if (agreement === null) {
    return [
      {
        code: 'agreement-gone',
        says: `The contract of this customer's mapping (${id}) does not exist in Autotask any more`,
        remedy: 'Choose another contract in the mapping.',
        words: null,
        choices: [],
      },
    ];
  }
  const unusable = (says: string, remedy: string): Problem => ({
    code: 'agreement-unusable',
    says,
    remedy,
    words: OUTSIDE_CONTRACT,
    choices: [],
  });
  const problems: Problem[] = [];
  if (!agreement.recurring) {
    problems.push(
      unusable(
        `Contract ${agreement.name} is of type ${agreement.kindWord}, not Recurring Service`,
        'Choose a Recurring Service contract in the mapping.',
      ),
    );
  }
  if (!agreement.active) {
    problems.push(
      unusable(
        `Contract ${agreement.name} is inactive`,
        'Set the contract active in Autotask, or choose another in the mapping.',
      ),
    );
  }
  return problems;
}

/** Stands for one that does not exist any more. */
export const goneAgreement = (id: string): Agreement => ({
  id,
  companyId: '',
  companyName: null,
  name: id,
  recurring: true,
  kindWord: '',
  takesCharges: false,
  active: true,
  period: 'monthly',
  from: '0001-01-01',
  to: '9999-12-31',
});

/** Lines we wrote whose product is not on the invoice at all: planned as drafts without spans (rules 5). */
export function draftsForAbsent(
  drafts: ReadonlyMap<string, LineDraft>,
  memory: ReadonlyMap<string, LineMemory>,
): LineDraft[] {
  return [...memory.values()]
    .filter(one => one.kind === 'seat' && !drafts.has(one.productKey))
    .filter(
      one =>
        one.subscriptions.some(({ seats }) => seats > 0) ||
        one.state.timeline.some(step => step.quantity > 0),
    )
    .map(one => ({
      productKey: one.productKey,
      name: one.productName,
      kind: one.kind,
      product: null,
      spans: [],
      holds: [],
    }));
}

/** Words of names that tell products apart; short and common ones do not. */
const wordsOf = (name: string): string[] =>
  name
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(
      word =>
        word.length > 0 &&
        !['microsoft', 'office', '365', 'nce', 'monthly', 'annual', 'the', 'plan'].includes(word),
    );

/** Standing lines that are not ours but look like something on the invoice (rules 5, possible double billing). */
export function possibleDoubleBilling(
  lines: readonly Pick<LinePlan, 'itemId'>[],
  drafts: readonly LineDraft[],
  current: readonly StandingLine[],
): string[] {
  const ours = new Set(lines.flatMap(line => (line.itemId === null ? [] : [line.itemId])));
  return current
    .filter(standing => !ours.has(standing.itemId) && standing.rows.some(row => row.units > 0))
    .flatMap(standing => {
      const twin = drafts.find(draft => draft.spans.length > 0 && looksLike(standing, draft));
      return twin === undefined
        ? []
        : [
            `${standing.itemName} stands on this contract and looks like ${twin.name}: check that it is not billed twice`,
          ];
    });
}

function looksLike(standing: StandingLine, draft: LineDraft): boolean {
  const sku = draft.product?.sku?.toLowerCase() ?? draft.productKey.toLowerCase();
  const names = `${standing.itemName} ${standing.itemSku ?? ''}`.toLowerCase();
  if (sku !== '' && names.includes(sku)) return true;
  const wanted = wordsOf(draft.name);
  const has = new Set(wordsOf(standing.itemName));
  return wanted.length > 0 && wanted.every(word => has.has(word));
}
