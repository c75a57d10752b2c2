/** One change from what was intended to how it was confirmed: the ledger's row, told. */
import type { Change, LineState } from '../change.ts';
import { type DateText, inWords } from '../numbers/calendar.ts';
import type { Decimal } from '../numbers/decimal.ts';
import { quantityOn } from '../numbers/timeline.ts';
import type { Outcome } from '../tally/reports.ts';
import { changeWords, unitPrice } from '../tally/words.ts';
import type { SentRequest } from './sent-request.ts';

/** What the ledger knows of a change. */
export type LedgerRow = Outcome & {
  change: Change;
  attempts: number;
  itemId: string | null;
  lineId: string | null;
  request: SentRequest | null;
  sentAt: Date | null;
  answeredAt: Date | null;
  settledAt: Date | null;
};

/** Units, and the price and cost of one; of a charge its amounts. */
export type Values = { units: number | null; cost: Decimal | null; price: Decimal | null };

export type ChangeEvidence = {
  key: string;
  kind: Change['kind'];
  productKey: string;
  /** In words. */
  says: string;
  effective: DateText | null;
  before: Values | null;
  after: Values | null;
  /** null: nothing was begun. */
  state: Outcome['state'] | null;
  attempts: number;
  itemId: string | null;
  lineId: string | null;
  request: SentRequest | null;
  sentAt: Date | null;
  answer: { at: Date | null; says: string } | null;
  readBack: { at: Date | null; says: string } | null;
};

/** @param row undefined: the change was planned and never begun */
export function changeEvidence(change: Change, row: LedgerRow | undefined): ChangeEvidence {
  return {
    key: change.key,
    kind: change.kind,
    productKey: change.productKey,
    ...whatOf(change),
    state: row?.state ?? null,
    attempts: row?.attempts ?? 0,
    itemId: row?.itemId ?? null,
    lineId: row?.lineId ?? null,
    request: row?.request ?? null,
    sentAt: row?.sentAt ?? null,
    answer: row ? answerOf(row) : null,
    readBack: row ? readBackOf(row) : null,
  };
}

type What = Pick<ChangeEvidence, 'says' | 'effective' | 'before' | 'after'>;

function whatOf(change: Change): What {
  switch (change.kind) {
    case 'adjust': {
      const { effective, delta } = change;
      const [before, after] = [
        valuesOn(change.before, effective),
        valuesOn(change.after, effective),
      ] as const;
      const says = changeWords({
        ...{ effective, delta, before: before.units, after: after.units },
        ...{ unitPrice: change.unitPrice ?? null, unitCost: change.unitCost ?? null, done: true },
      });
      return { says, effective, before, after };
    }
    case 'create-item': {
      const after = { units: null, cost: change.unitCost, price: change.unitPrice };
      return { says: `${change.name} is made, ${pricesOf(after)}`, effective: null, before: null, after };
    }
    case 'reprice-item': {
      const [before, after] = [of(change.before), of(change.after)];
      return { says: `${pricesOf(before)} → ${pricesOf(after)}`, effective: null, before, after };
    }
    case 'charge': {
      const after = { units: 1, ...change.money };
      const says = `${change.name} is charged on ${inWords(change.date)}, ${pricesOf(after)}`;
      return { says, effective: change.date, before: null, after };
    }
    case 'remove-charge': {
      const { name, date, money } = change.before;
      const before = { units: 1, ...money };
      const says = `${name}, charged on ${inWords(date)}, is taken back, ${pricesOf(before)}`;
      return { says, effective: date, before, after: null };
    }
    default:
      return { says: change.kind, effective: null, before: null, after: null };
  }
}

const valuesOn = ({ timeline, unitCost, unitPrice }: LineState, day: DateText) => ({
  units: quantityOn(timeline, day),
  cost: unitCost,
  price: unitPrice,
});

const of = ({ unitCost, unitPrice }: { unitCost: Decimal | null; unitPrice: Decimal }) => ({
  units: null,
  cost: unitCost,
  price: unitPrice,
});

const pricesOf = ({ cost, price }: { cost: Decimal | null; price: Decimal }): string =>
  [...(cost === null ? [] : [`cost ${unitPrice(cost)}`]), `retail ${unitPrice(price)}`].join(', ');

/** What a person who looked is written down as having said; `sync/line-decision.ts`. */
export const MARKED = 'marked as done by a person';

function answerOf({ state, sentAt, answeredAt, itemId, code, words }: LedgerRow): ChangeEvidence['answer'] {
  const said = words === null || words === MARKED ? '' : `: ${words}`;
  const refused = state === 'failed' || (state === 'held' && code !== 'unsettled');
  if (answeredAt !== null && refused) return { at: answeredAt, says: `refused, ${code}${said}` };
  if (answeredAt !== null) return { at: answeredAt, says: itemId === null ? 'taken' : `taken, id ${itemId}` };
  if (sentAt !== null) return { at: null, says: `none that can be believed${said}` };
  return code === null ? null : { at: null, says: `not sent, ${code}${said}` };
}

function readBackOf({
  state,
  change,
  sentAt,
  settledAt,
  code,
  words,
}: LedgerRow): ChangeEvidence['readBack'] {
  const found = (says: string) => ({ at: settledAt, says });
  if (state === 'held' && code === 'unsettled') return found('it could not be told whether it is there');
  if (state === 'held' && code === 'stale') return found('not as the plan found it; nothing was sent');
  if (state === 'failed' && code === 'not-done') return found('it is not there');
  if (state !== 'confirmed') return null;
  if (words === MARKED) return found('a person looked and said that it is there');
  if (sentAt === null) return found('it was so already; nothing was sent');
  const coming = change.kind === 'adjust' && change.delta === 0 && isAfter(change.effective, settledAt);
  return found(coming ? 'taken by the target, which shows a price from its day on' : 'as it was to be');
}

const isAfter = (day: DateText, at: Date | null): boolean =>
  at !== null && day > at.toISOString().slice(0, 10);
