/** What people may choose about something held, as buttons. */
import type { Button, KnownBlock } from '@slack/types';
import { inWords } from '../../../plan/numbers/calendar.ts';
import type { ChargeOffer, Choice } from '../../../plan/standing.ts';
import { actions, button, context } from './blocks.ts';
import { money } from './money.ts';
import { length, oneLine, shorten } from './text.ts';

/** What a choice is about; a button carries it as JSON. */
export type HeldAbout = {
  plan: string;
  /** null: what concerns no single line. */
  product: string | null;
  choice: Choice;
  /** Subscription, item or invoice line that the choice needs to name. */
  subject?: string;
  /** The usage month, where it is not the plan's. */
  month?: string;
};

const LABELS: Record<Choice, string> = {
  'adopt-item': 'Adopt this service',
  'bill-as-charge': 'Bill as contract charge',
  'check-again': 'Check again',
  'contract-days': 'Only the contract’s days',
  'count-as-cancelled': 'Count as cancelled',
  leave: 'Leave',
  'map-product': 'Map product',
  'mark-as-done': 'Mark as done',
  'next-open-period': 'Next open period',
  'one-day-later': 'One day later',
  'own-days': 'Apply to its own days',
  overwrite: 'Set to the invoice',
  release: 'Let seats go down',
  'skip-item': 'Skip',
};

/** All there are. */
export const CHOICES = Object.keys(LABELS) as [Choice, ...Choice[]];

export const labelOf = (choice: Choice): string => LABELS[choice];

/** Choices that give money up, or cannot be taken back: asked for twice. */
const ASKS: Partial<Record<Choice, string>> = {
  'contract-days': 'The days outside the contract will not be billed.',
  'count-as-cancelled': 'Its seats are taken off the contract from the usage month’s first day.',
  leave: 'It stays as it is in Autotask for this usage month, whatever the invoice says.',
  'mark-as-done': 'You looked in Autotask and the change is there.',
  'next-open-period': 'The posted days stay as they are and will not be billed.',
  'one-day-later': 'The first day will not be billed.',
  'skip-item': 'The product gets no service and is not synced.',
  release: 'Seats may be taken away although a line of this customer has no product.',
};

/** What charging it would make, in words, before it is decided. */
export type OfferedCharge = { offer: ChargeOffer; currency: string | null };

const chargeAsks = (charge: OfferedCharge | null): string => {
  const after = 'The next sync plans it; nothing is written before somebody approves that plan.';
  if (charge === null) return `It becomes a contract charge of its own. ${after}`;
  const { money: amounts, agreementName, date } = charge.offer;
  const amount = `${money(amounts.cost)} cost, ${money(amounts.price, charge.currency)} retail`;
  return `A contract charge of ${amount} on ${oneLine(shorten(agreementName, 100))}, dated ${inWords(date)}. ${after}`;
};

/** Money and contract stand on the button. */
const chargeLabel = (charge: OfferedCharge | null): string =>
  charge === null
    ? LABELS['bill-as-charge']
    : shorten(
        `${LABELS['bill-as-charge']}: ${money(charge.offer.money.price)} on ${oneLine(charge.offer.agreementName)}`,
        MOST_LABEL,
      );
const MOST_LABEL = 75;

/** One button for each choice, ids made unique by `nth`. */
export function choiceButtons(
  about: Omit<HeldAbout, 'choice'>,
  choices: readonly Choice[],
  nth: number | string,
  charge: OfferedCharge | null = null,
): Button[] {
  return choices.map(choice => {
    const isCharge = choice === 'bill-as-charge';
    const title = LABELS[choice];
    const text = isCharge ? chargeLabel(charge) : title;
    const value = JSON.stringify({ ...about, choice } satisfies HeldAbout);
    const asks = isCharge ? chargeAsks(charge) : ASKS[choice];
    return button(
      text,
      choice === 'map-product' ? `map-product:${nth}` : `decide:${choice}-${nth}`,
      value,
      asks ? { confirm: { title, text: asks, yes: title } } : {},
    );
  });
}

/** What a button can carry is limited, and so is what a message can hold. */
const MOST_VALUE = 600;

/** The buttons in a row; where what they are about has too long a name for a button, a word about that. */
export function choiceRow(
  about: Omit<HeldAbout, 'choice'>,
  choices: readonly Choice[],
  nth: number | string,
  charge: OfferedCharge | null = null,
): KnownBlock[] {
  const buttons = choiceButtons(about, choices, nth, charge);
  if (buttons.every(({ value }) => length(value ?? '') <= MOST_VALUE)) return actions(buttons);
  return [context('Its name is too long for buttons here: shorten it where it comes from, then sync again.')];
}
