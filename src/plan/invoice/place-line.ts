/**
 * Where one line of a customer's invoice goes:
 *
 * | line                                              | goes                                                  |
 * | ------------------------------------------------- | ----------------------------------------------------- |
 * | of another PRISM agreement than the mapping's     | excluded, `other-agreement`                           |
 * | without a subscription                            | held, `adjustment`                                    |
 * | product not found, or several fit                 | failed, `Could not find source product …`             |
 * | billing motion not chosen                         | excluded, `motion`                                    |
 * | usage while Azure is off                          | excluded, `azure-off`                                 |
 * | a credit, of whatever product                     | held, `credit`                                        |
 * | one held, or paid for a term at once, that a person said to leave | excluded, `left`                      |
 * | one of these that a person said to charge         | a charge, or what stands in its way                   |
 * | dates unclear, outside the month, overlapping     | its draft, which is held as a whole                   |
 * | anything else                                     | its draft                                             |
 */
import { exclusionOf } from '../catalogue.ts';
import type { Charge } from '../change.ts';
import { chargeLine } from '../charges/line-charge.ts';
import { decidedOn } from '../decision.ts';
import { roundTo } from '../numbers/decimal.ts';
import type { ChargeOffer, Exclusion, Hold, Problem } from '../standing.ts';
import type { CustomerLine, DraftContext } from './drafts.ts';
import { matchProduct, NOT_FOUND, type ProductMatch, productOf } from './join.ts';
import { type Line, motionOf } from './line.ts';
import { kindOf, type SpanKind } from './span.ts';

export type LinePlace =
  | { to: 'excluded'; exclusion: Exclusion }
  | { to: 'held'; hold: Hold }
  | { to: 'failed'; problem: Problem }
  | { to: 'charge'; charge: Charge }
  /** Billed by a charge, or nothing to bill. */
  | { to: 'charged'; says: string | null; warning: string | null }
  | { to: 'draft'; subscriptionId: string; match: ProductMatch; usage: boolean; kind: SpanKind };

export function placeLine(one: CustomerLine, context: DraftContext): LinePlace {
  const read = readLine(one.line, context);
  if ('to' in read) return read;
  const { line } = one;
  const decision = decidedOn(context.decisions, context.month, [line.key]);
  const placed = chargeLine(one, decision, context.charging);
  const { key: subject } = line;
  const money = { cost: line.cost, price: line.price ?? '0' };
  switch (placed.kind) {
    case 'open':
      return offering(read, { money, subject, ...(placed.offer ? { offer: placed.offer } : {}) });
    case 'left':
      return {
        to: 'excluded',
        exclusion: { reason: 'left', says: `${read.says}; left out, by decision`, money },
      };
    case 'held':
      return { to: 'held', hold: { ...placed.hold, subject } };
    case 'failed':
      return { to: 'failed', problem: { ...placed.problem, subject } };
    case 'charge':
      return { to: 'charge', charge: placed.charge };
    case 'stands':
      return { to: 'charged', says: placed.says, warning: placed.warning };
    case 'nothing':
      return { to: 'charged', says: null, warning: null };
  }
}

/** What a charge may be made of. */
type Chargeable = { as: 'held'; reason: Hold['reason']; says: string } | { as: 'excluded'; says: string };

/** As it is while nobody decided about it. */
function offering(
  read: Chargeable,
  about: { money: { cost: string; price: string }; subject: string; offer?: ChargeOffer },
): LinePlace {
  const { says } = read;
  return read.as === 'held'
    ? { to: 'held', hold: { reason: read.reason, says, choices: ['bill-as-charge', 'leave'], ...about } }
    : { to: 'excluded', exclusion: { reason: 'motion', says, choices: ['bill-as-charge'], ...about } };
}

function readLine(line: Line, context: DraftContext): LinePlace | Chargeable {
  const { agreementNumber } = context;
  const row = `Row ${line.row}`;
  if (agreementNumber !== null && line.agreementNumber !== null && line.agreementNumber !== agreementNumber) {
    const says = `${row} belongs to PRISM agreement ${line.agreementNumber}`;
    return { to: 'excluded', exclusion: { reason: 'other-agreement', says, money: null } };
  }
  const { subscriptionId } = line;
  if (subscriptionId === null) {
    return { as: 'held', reason: 'adjustment', says: `${row}, ${line.offerName}, names no subscription` };
  }
  const subscription = context.subscriptions.get(subscriptionId);
  const match = matchProduct(line, subscription, context.book, context.remembered, context.linked);
  const usage = match?.product?.usage ?? subscription?.usage ?? false;
  const kind = kindOf(line, usage);
  if (kind === 'credit') {
    const says = `${row}, ${line.offerName}, is a credit of ${roundTo(line.cost, 2)}`;
    return { as: 'held', reason: 'credit', says };
  }
  if (match === null) return { to: 'failed', problem: notFound(line) };
  const product = productOf(match, line, usage);
  const exclusion = exclusionOf(product, context.settings);
  if (exclusion === null) return { to: 'draft', subscriptionId, match, usage, kind };
  const atOnce = exclusion.reason === 'motion' && !motionOf(product.term, product.billing).endsWith(':M');
  return atOnce ? { as: 'excluded', says: exclusion.says } : { to: 'excluded', exclusion };
}

const notFound = ({ row, offerName }: Line): Problem => ({
  code: 'product-not-found',
  says: NOT_FOUND,
  remedy: `Row ${row}, ${offerName}: choose its service with Map product, and sync again.`,
  words: null,
  choices: ['map-product'],
});
