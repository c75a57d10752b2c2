import type { Billing, Term } from '../../plan/invoice/line.ts';

/**
 * Terms and billing plans from words. PRISM's numeric codes for them are not documented, so a number alone says nothing
 * and reads as null: shown as unknown, never guessed.
 */
const LENGTH = /^(\d{1,3})[ -]?(months?|mths?|years?|yrs?|m|y)(?: term)?$/i;
const DURATION = /^P(\d{1,3})([MY])$/i;
const WORDS: Record<string, Billing> = {
  month: 'monthly',
  monthly: 'monthly',
  year: 'annual',
  yearly: 'annual',
  annual: 'annual',
  annually: 'annual',
  triennial: 'triennial',
  triennially: 'triennial',
  'one-time': 'one-time',
  'one time': 'one-time',
  onetime: 'one-time',
  once: 'one-time',
};
const TERMS: Partial<Record<Billing, Term>> = { monthly: 'P1M', annual: 'P1Y', triennial: 'P3Y' };

/** `1 Year`, `3 Years`, `12 Months`, `P1Y`, `Annual` → `P1Y` and the like; null for anything else. */
export function readTerm(text: string | null): Term | null {
  const words = (text ?? '').trim().toLowerCase();
  const [, count = '', unit = ''] = LENGTH.exec(words) ?? DURATION.exec(words) ?? [];
  const months = Number(count) * (unit.startsWith('y') ? 12 : 1);
  if (months > 0) return months % 12 === 0 ? `P${months / 12}Y` : `P${months}M`;
  const cycle = WORDS[words];
  return cycle ? (TERMS[cycle] ?? null) : null;
}

/** The two columns of an invoice: `1` and `Year`. A unit that says it all (`P1Y`, `Annual`) may stand alone. */
export function readTermOf(count: string | null, unit: string | null): Term | null {
  const alone = count === null || count === '1' ? readTerm(unit) : null;
  return readTerm(`${count ?? ''} ${unit ?? ''}`) ?? alone;
}

/** `Monthly`, `Annual`, `Annually`, `1 Month`, `P1Y` → how often it is billed; null for anything else. */
export function readBilling(text: string | null): Billing | null {
  const word = WORDS[(text ?? '').trim().toLowerCase()];
  if (word) return word;
  const length = readTerm(text);
  const found = Object.entries(TERMS).find(([, term]) => term === length);
  return found ? (found[0] as Billing) : null;
}
