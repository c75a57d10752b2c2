import { roundTo } from '../../../plan/numbers/decimal.ts';
import { name, thousands } from './text.ts';

/** `1,234.50 AUD`; rounded half-up to cents. The currency is as the invoice calls it. */
export const money = (amount: string, currency: string | null = null): string =>
  `${thousands(roundTo(amount, 2))}${currency ? ` ${name(currency, 8)}` : ''}`;

/** A price for one unit: two decimals, four where the last two say something. */
export function unitPrice(amount: string): string {
  const text = roundTo(amount, 4);
  return thousands(text.endsWith('00') ? text.slice(0, -2) : text);
}
