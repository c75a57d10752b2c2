import { thousands } from './text.ts';

/** @param amount decimal text, rounded before it comes here; shown with at least two decimals */
export function money(amount: string, currency: string | null = null): string {
  const [whole = '0', decimals = ''] = amount.split('.');
  const shown = thousands(`${whole}.${decimals.padEnd(2, '0')}`);
  return currency ? `${shown} ${currency}` : shown;
}
