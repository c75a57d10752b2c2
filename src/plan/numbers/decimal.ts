import Big from 'big.js';

/** A decimal number as plain text (`-12.40`), the only form in which money and ratios travel. Never a float. */
export type Decimal = string;

const Exact = Big();
Exact.strict = true; // a JavaScript number handed in by mistake throws instead of losing digits
Exact.DP = 20;
Exact.RM = Big.roundHalfUp;
Exact.PE = 1000; // never exponent notation: the text goes to PostgreSQL and to people
Exact.NE = -1000;

const PLAIN = /^[+-]?(\d+\.?\d*|\.\d+)$/;

/** True for plain decimal text; exponents, thousands separators, spaces and blanks are not decimals. */
export const isDecimal = (text: string): boolean => PLAIN.test(text);

export const big = (value: Decimal): Big => Exact(value);
export const plain = (value: Big): Decimal => value.toFixed();

/** Canonical text: `20`, `20.0` and `020.00` are all `20`. */
export const canonical = (value: Decimal): Decimal => plain(Exact(value.replace(/^\+/, '')));

export const add = (a: Decimal, b: Decimal): Decimal => plain(Exact(a).plus(b));
export const subtract = (a: Decimal, b: Decimal): Decimal => plain(Exact(a).minus(b));
export const multiply = (a: Decimal, b: Decimal): Decimal => plain(Exact(a).times(b));
export const absolute = (a: Decimal): Decimal => plain(Exact(a).abs());

export function sum(values: Iterable<Decimal>): Decimal {
  let total = Exact('0');
  for (const value of values) total = total.plus(value);
  return plain(total);
}

/** Half-up (away from zero) at `places` decimals, with exactly that many decimals in the text. */
export const roundTo = (value: Decimal, places: number): Decimal =>
  Exact(value).round(places, Big.roundHalfUp).toFixed(places);

export const compare = (a: Decimal, b: Decimal): number => Exact(a).cmp(b);
export const equal = (a: Decimal, b: Decimal): boolean => Exact(a).eq(b);
export const isZero = (a: Decimal): boolean => Exact(a).eq('0');
export const isNegative = (a: Decimal): boolean => Exact(a).lt('0');

/** Equal once both are rounded half-up at `places` decimals. */
export function equalAt(a: Decimal, b: Decimal, places: number): boolean {
  const [x, y] = [Exact(a), Exact(b)];
  return x.eq(y) || x.round(places, Big.roundHalfUp).eq(y.round(places, Big.roundHalfUp));
}

/** Whole numbers of seats as a JavaScript integer; `undefined` for a fraction. */
export function toWhole(value: Decimal): number | undefined {
  const exact = Exact(value);
  return exact.eq(exact.round(0, Big.roundDown)) ? Number(plain(exact.round(0, Big.roundDown))) : undefined;
}

/** A whole number as decimal text, for arithmetic with money. */
export const whole = (value: number): Decimal => {
  if (!Number.isSafeInteger(value)) throw new RangeError(`not a whole number: ${value}`);
  return String(value);
};
