import { roundTo } from '../plan/numbers/decimal.ts';
import { thousands } from '../plan/tally/words.ts';

/** `1,234.50 AUD`; rounded half-up to cents. The currency is as the invoice calls it. */
export const money = (amount: string, currency: string | null = null): string =>
  `${thousands(roundTo(amount, 2))}${currency ? ` ${currency}` : ''}`;
