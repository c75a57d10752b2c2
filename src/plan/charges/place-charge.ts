/**
 * What becomes of one thing that may be billed by a contract charge. Nothing is charged that nobody decided to charge,
 * and nothing twice:
 *
 * | a charge of it stands      | decided              | then                                                        |
 * | -------------------------- | -------------------- | ----------------------------------------------------------- |
 * | several                    | –                    | held, `charged-twice`                                       |
 * | one, of its money          | –                    | already right                                               |
 * | one, of the money we sent  | not to leave it      | held, `charge-differs`: the invoice was revised since        |
 * | one, of other money        | –                    | already right, with a warning: changed by hand               |
 * | none                       | no                   | as without charges; the choice is offered                   |
 * | none                       | to leave it          | left out                                                    |
 * | none                       | before it was rejected | as without charges: somebody decides anew                 |
 * | none, one of ours is gone  | before it was made   | held, `charge-gone`: somebody decides anew                   |
 * | none, and it is worth nothing | to charge it      | nothing to do                                               |
 * | none                       | to charge it         | a charge, which a person approves                           |
 *
 * A charge is dated the last day of its invoice's usage month and carries cost (SubTotal) and retail price (SubTotalRrp)
 * in full, at 2 decimals, whatever the customer's pricing strategy: it has no price of its own to be left as it is. What
 * the strategy leaves out is not compared afterwards.
 */
import { type Strategy, sends } from '../agreement/prices.ts';
import type { Charge, Money } from '../change.ts';
import type { Agreement, StandingCharge } from '../current.ts';
import type { Decision } from '../decision.ts';
import { type DateRange, inWords, lastDay } from '../numbers/calendar.ts';
import { type Decimal, equalAt, isZero, roundTo } from '../numbers/decimal.ts';
import type { PlannedInvoice } from '../plan.ts';
import type { ProgramSettings } from '../settings.ts';
import type { ChargeOffer, Hold, Problem } from '../standing.ts';
import { oneLine } from '../tally/words.ts';
import type { ChargeBook, MadeCharge } from './charge-book.ts';

/** Invoice lines, mostly one, that one charge may bill. Money unrounded. */
export type Chargeable = {
  mark: string;
  tenantId: string;
  productKey: string | null;
  label: string;
  /** What the invoice says of it besides. */
  description: string;
  days: DateRange;
  cost: Decimal;
  /** null: the invoice does not say. */
  price: Decimal | null;
  lines: string[];
};

export type ChargeContext = {
  invoice: Pick<PlannedInvoice, 'id' | 'number' | 'month'>;
  charges: ChargeBook;
  strategy: Strategy;
  settings: ProgramSettings;
};

export type PlacedCharge =
  /** Nobody decided, and none stands. */
  | { kind: 'open'; offer: ChargeOffer | null }
  | { kind: 'left' }
  /** It comes to nothing. */
  | { kind: 'nothing' }
  | { kind: 'charge'; charge: Charge }
  | { kind: 'stands'; says: string; warning: string | null }
  | { kind: 'held'; hold: Hold }
  | { kind: 'failed'; problem: Problem };

/** @param decision the last one about it */
export function placeCharge(
  thing: Chargeable,
  decision: Decision | null,
  context: ChargeContext,
): PlacedCharge {
  const { charges, strategy } = context;
  const standing = charges.standing.get(thing.mark) ?? [];
  const made = charges.made.get(thing.mark) ?? null;
  const [one, ...more] = standing;
  if (one && more.length > 0) return heldTwice(thing, standing.length);
  if (one) return placeStanding(thing, one, { made, strategy, left: decision?.choice === 'leave' });
  if (decision?.choice === 'leave') return { kind: 'left' };
  if (decision === null || !isSince(decision, charges.rejected.get(thing.mark)))
    return { kind: 'open', offer: offerOf(thing, context) };
  if (isZero(thing.cost) && isZero(thing.price ?? '0')) return { kind: 'nothing' };
  if (made && !isSince(decision, made.at)) return gone(thing, made, context);
  return make(thing, context);
}

/** Whether it was decided after that; what was made or rejected since asks for a new decision. */
export const isSince = ({ at }: Decision, then: Date | undefined): boolean =>
  then === undefined || (at !== undefined && at > then);

const moneyOf = ({ cost, price }: Chargeable): Money => ({
  cost: roundTo(cost, 2),
  price: roundTo(price ?? '0', 2),
});

/** What choosing to charge it would make, where that can be told. */
function offerOf(thing: Chargeable, context: ChargeContext): ChargeOffer | null {
  const agreement = context.charges.agreements.get(thing.tenantId)?.agreement;
  const date = lastDay(context.invoice.month);
  return agreement && thing.price !== null
    ? { money: moneyOf(thing), agreementName: agreement.name, date }
    : null;
}

function placeStanding(
  thing: Chargeable,
  stands: StandingCharge,
  { made, strategy, left }: { made: MadeCharge | null; strategy: Strategy; left: boolean },
): PlacedCharge {
  const now = moneyOf(thing);
  const { label } = thing;
  const is = ({ cost, price }: Money): boolean =>
    (!sends.cost(strategy) || stands.cost === null || equalAt(stands.cost, cost, 2)) &&
    (!sends.price(strategy) || thing.price === null || equalAt(stands.price, price, 2));
  const billed = stands.billed ? ', billed' : '';
  const says = `${label} is billed as a contract charge of ${amount(stands)}, dated ${inWords(stands.date)}${billed}`;
  if (is(now)) return { kind: 'stands', says, warning: null };
  if (!left && made && is(made.money)) {
    return {
      kind: 'held',
      hold: {
        reason: 'charge-differs',
        says: `${says}, and the invoice now says ${amount(now)}: it was revised. ${
          stands.billed
            ? 'Correct the difference in Autotask by hand, and leave it here'
            : 'Delete that charge in Autotask and sync again, or leave it'
        }`,
        choices: ['check-again', 'leave'],
        money: now,
      },
    };
  }
  const why = left ? 'is left as it is, by decision' : 'was changed by hand in Autotask';
  const warning = `The contract charge of ${label} ${why}: it is ${amount(stands)}, the invoice says ${amount(now)}`;
  return { kind: 'stands', says, warning };
}

const amount = ({ cost, price }: { cost: Decimal | null; price: Decimal }): string =>
  `${cost === null ? '' : `${roundTo(cost, 2)} cost, `}${roundTo(price, 2)} retail`;

const heldTwice = (thing: Chargeable, times: number): PlacedCharge => ({
  kind: 'held',
  hold: {
    reason: 'charged-twice',
    says: `${thing.label} is charged ${times} times in Autotask under the same number, ${thing.mark}: delete all but one of these charges`,
    choices: ['check-again'],
    money: moneyOf(thing),
  },
});

function gone(thing: Chargeable, { run, money }: MadeCharge, context: ChargeContext): PlacedCharge {
  const offer = offerOf(thing, context);
  return {
    kind: 'held',
    hold: {
      reason: 'charge-gone',
      says: `The contract charge of ${thing.label} that run ${run} made, ${amount(money)}, is not in Autotask any more: somebody took it away`,
      choices: ['bill-as-charge', 'leave'],
      money: moneyOf(thing),
      ...(offer ? { offer } : {}),
    },
  };
}

function make(thing: Chargeable, context: ChargeContext): PlacedCharge {
  const { invoice, charges, settings } = context;
  const { mark, tenantId, productKey, label, lines } = thing;
  const { id, agreement } = charges.agreements.get(tenantId) ?? { id: '', agreement: null };
  const date = lastDay(invoice.month);
  const failed = (code: Problem['code'], says: string, remedy: string): PlacedCharge => ({
    kind: 'failed',
    problem: { code, says, remedy, words: null, choices: ['leave'] },
  });
  const why = agreement === null ? `Contract ${id} does not exist any more` : whyNot(agreement, date);
  if (agreement === null || why !== null) {
    return failed(
      'charge-agreement',
      `${label} cannot be charged: ${why}`,
      'Choose another contract for charges in the mapping, or correct this one in Autotask, and sync again.',
    );
  }
  if (settings.chargeCodeId === null) {
    return failed(
      'no-charge-code',
      `${label} cannot be charged: no material code is chosen for contract charges`,
      'Choose one in the settings and sync again.',
    );
  }
  if (thing.price === null) {
    return failed(
      'no-price',
      `${label} cannot be charged: the invoice names no retail price for it`,
      'Enter the charge in Autotask by hand, and leave it here.',
    );
  }
  return {
    kind: 'charge',
    charge: {
      ...{ kind: 'charge', key: `charge:${mark}`, mark, productKey: mark },
      ...{ agreementId: agreement.id, agreementName: agreement.name, date },
      name: nameOf(thing),
      description: descriptionOf(thing, invoice),
      money: moneyOf(thing),
      source: { invoiceId: invoice.id, tenantId, productKey, lines },
    },
  };
}

/** Why no charge of that day can stand on it; null: it can. */
function whyNot({ name, kindWord, takesCharges, active, from, to }: Agreement, date: string): string | null {
  if (!takesCharges) return `${name} is a ${kindWord} contract, which takes no such charges`;
  if (!active) return `contract ${name} is inactive`;
  if (date < from || date > to)
    return `contract ${name} runs from ${inWords(from)} to ${inWords(to)}, and the charge is dated ${inWords(date)}`;
  return null;
}

const nameOf = ({ label }: Chargeable): string => oneLine(label) || 'Microsoft CSP';

const descriptionOf = (thing: Chargeable, { number, id }: ChargeContext['invoice']): string =>
  [
    `${nameOf(thing)}, ${inWords(thing.days.from)} to ${inWords(thing.days.to)}, PRISM invoice ${oneLine(number ?? id)}`,
    oneLine(thing.description),
  ]
    .filter(Boolean)
    .join(': ');
