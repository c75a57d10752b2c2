/**
 * The unit rows of one line over its whole contract, as pure calculation. Rows of part `total` follow each other without
 * a gap, one for each billing period and more where an adjustment cut one; rows of part `added` are laid over them.
 */
import {
  type DateRange,
  type DateText,
  dayAfter,
  dayBefore,
  daysIn,
  earlier,
  later,
  periodStart,
} from '../../../../src/plan/numbers/calendar.ts';
import { big, type Decimal, plain, roundTo, whole } from '../../../../src/plan/numbers/decimal.ts';
import type { PriceStep, UnitRecord } from '../records.ts';

/** A contract's days, both ends counted, and the months of one of its billing periods. */
export type Grid = { start: DateText; end: DateText; months: number };

/** What all rows of a line have in common. */
export type Stem = Pick<
  UnitRecord,
  'contractID' | 'serviceID' | 'contractServiceID' | 'vendorCompanyID' | 'organizationalLevelAssociationID'
>;

/** The whole billing period that `date` lies in, even where the contract ends inside it. */
export function periodAt({ start, months }: Grid, date: DateText): DateRange {
  let index = Math.floor((monthNumber(date) - monthNumber(start)) / months);
  if (periodStart(start, index * months) > date) index -= 1;
  return {
    from: periodStart(start, index * months),
    to: dayBefore(periodStart(start, (index + 1) * months)),
  };
}

const monthNumber = (date: DateText): number => Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7));

/** Rows of `units` from a day to the contract's end. */
export function freshRows(stem: Stem, grid: Grid, from: DateText, units: number): UnitRecord[] {
  const rows: UnitRecord[] = [];
  for (let day = from; day <= grid.end; ) {
    const period = periodAt(grid, day);
    rows.push({
      ...stem,
      id: 0,
      startDate: day,
      endDate: earlier(period.to, grid.end),
      units,
      price: '0',
      cost: '0',
      approveAndPostDate: null,
      periodStart: period.from,
      periodEnd: period.to,
      part: 'total',
    });
    day = dayAfter(period.to);
  }
  return rows;
}

export type Adjustment = { date: DateText; delta: number; midPeriod: 'total' | 'delta' };

/**
 * The rows once `delta` more units hold from `date` to the contract's end. Posted rows stay as they are: in their
 * periods the difference is a row of its own. `duplicate`: that row is there already, and posted too.
 */
export function adjusted(
  rows: readonly UnitRecord[],
  stem: Stem,
  grid: Grid,
  { date, delta, midPeriod }: Adjustment,
): UnitRecord[] | 'duplicate' {
  const result: UnitRecord[] = [];
  for (const [start, group] of Map.groupBy(reachingBack(rows, stem, grid, date), row => row.periodStart)) {
    const { periodEnd } = group[0]!;
    const inside = start < date;
    if (periodEnd < date) result.push(...group);
    else if (group.some(isPosted) || (inside && midPeriod === 'delta')) {
      const laid = laidOver(group, { from: later(start, date), to: earlier(periodEnd, grid.end) }, delta);
      if (laid === 'duplicate') return laid;
      result.push(...laid);
    } else result.push(...group.flatMap(row => cut(row, date, delta)));
  }
  return result;
}

/** The rows, with zero units from `date` on where the line's first row starts later. */
function reachingBack(rows: readonly UnitRecord[], stem: Stem, grid: Grid, date: DateText): UnitRecord[] {
  const first = rows.reduce<DateText | undefined>(
    (least, row) => (least === undefined || row.startDate < least ? row.startDate : least),
    undefined,
  );
  if (first !== undefined && first <= date) return [...rows];
  const end = first === undefined ? grid.end : dayBefore(first);
  return [...freshRows(stem, { ...grid, end }, date, 0), ...rows];
}

function cut(row: UnitRecord, date: DateText, delta: number): UnitRecord[] {
  if (row.part === 'added' || row.endDate < date) return [row];
  const units = row.units + delta;
  if (row.startDate >= date) return [{ ...row, units }];
  return [
    { ...row, endDate: dayBefore(date) },
    { ...row, id: 0, startDate: date, units },
  ];
}

function laidOver(group: UnitRecord[], { from, to }: DateRange, delta: number): UnitRecord[] | 'duplicate' {
  if (delta === 0) return group;
  const same = group.find(row => row.part === 'added' && row.startDate === from && row.endDate === to);
  if (same) {
    if (isPosted(same)) return 'duplicate';
    return group.map(row => (row === same ? { ...row, units: row.units + delta } : row));
  }
  const added: UnitRecord = {
    ...group[0]!,
    id: 0,
    startDate: from,
    endDate: to,
    units: delta,
    approveAndPostDate: null,
    part: 'added',
  };
  return [...group, added];
}

/** The rows of a contract that ends on `end`; `posted` when that would change a posted row. */
export function endingOn(
  rows: readonly UnitRecord[],
  stem: Stem,
  grid: Grid,
  end: DateText,
): UnitRecord[] | 'posted' {
  if (end <= grid.end) {
    if (rows.some(row => isPosted(row) && row.endDate > end)) return 'posted';
    return rows
      .filter(row => row.startDate <= end)
      .map(row => ({ ...row, endDate: earlier(row.endDate, end) }));
  }
  const units = unitsOn(rows, grid.end);
  if (rows.length === 0) return [];
  const last = periodAt(grid, grid.end);
  const reach = earlier(last.to, end);
  const posted = rows.some(row => row.periodStart === last.from && isPosted(row));
  const kept = rows.map(row => (!posted && row.endDate === grid.end ? { ...row, endDate: reach } : row));
  return [
    ...kept,
    ...freshRows(stem, { ...grid, end }, posted ? dayAfter(grid.end) : dayAfter(reach), units),
  ];
}

/** Amounts of all open rows: units × unit price × days ÷ days of the period, half-up to cents. */
export function priced(rows: readonly UnitRecord[], steps: readonly PriceStep[]): UnitRecord[] {
  return rows.map(row => {
    if (isPosted(row)) return row;
    if (row.units === 0) return { ...row, price: '0.00', cost: '0.00' };
    const step = stepOn(steps, row.startDate);
    const days = whole(daysIn(row.startDate, row.endDate));
    const periodDays = whole(daysIn(row.periodStart, row.periodEnd));
    const amount = (unit: Decimal): Decimal =>
      roundTo(plain(big(unit).times(whole(row.units)).times(days).div(periodDays)), 2);
    return { ...row, price: amount(step.price), cost: amount(step.cost) };
  });
}

/** The step that holds on `date`; before the first one, the first. */
export function stepOn(steps: readonly PriceStep[], date: DateText): PriceStep {
  return steps.findLast(step => step.from <= date) ?? steps[0]!;
}

/** The steps once price or cost hold from `date` on, over later ones. */
export function withPrices(
  steps: readonly PriceStep[],
  date: DateText,
  given: { price: Decimal | undefined; cost: Decimal | undefined },
): PriceStep[] {
  const over = (step: PriceStep): PriceStep => ({
    from: step.from,
    price: given.price ?? step.price,
    cost: given.cost ?? step.cost,
  });
  return [
    ...steps.filter(step => step.from < date),
    { ...over(stepOn(steps, date)), from: date },
    ...steps.filter(step => step.from > date).map(over),
  ];
}

export const isPosted = (row: UnitRecord): boolean => row.approveAndPostDate !== null;

/** Units on a day: rows that overlap add up. */
export const unitsOn = (rows: readonly UnitRecord[], date: DateText): number =>
  rows
    .filter(row => row.startDate <= date && date <= row.endDate)
    .reduce((total, { units }) => total + units, 0);

/** The days on which the units change, from the first that has any; the contract's end is no step. */
export function stepsOf(rows: readonly UnitRecord[]): [from: DateText, units: number][] {
  const last = rows.reduce((most, row) => later(most, row.endDate), '');
  const days = new Set(rows.flatMap(row => [row.startDate, dayAfter(row.endDate)]));
  const steps: [DateText, number][] = [];
  for (const day of [...days].toSorted()) {
    const units = unitsOn(rows, day);
    if (day <= last && units !== (steps.at(-1)?.[1] ?? 0)) steps.push([day, units]);
  }
  return steps;
}
