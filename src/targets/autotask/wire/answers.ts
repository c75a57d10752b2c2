/**
 * What an answer of Autotask means (Autotask reference 6). Its status alone says little: validation, missing rights and
 * a wrong user name are all 500, so the text decides, by the first row of the table that fits.
 */
import type { HttpAnswer } from '../../../http.ts';
import type { RefusalCode } from '../../target.ts';

export type Verdict =
  | { kind: 'fine' }
  /** The login was refused: `secret` (wrong, locked, or not allowed in), unknown `user`, or bad integration `code`. */
  | { kind: 'login'; why: 'secret' | 'user' | 'code' }
  /** Autotask said no and did nothing. */
  | { kind: 'refused'; code: RefusalCode }
  /** Turned away before it was looked at: too many at once, or too many an hour. */
  | { kind: 'busy' }
  /** Nothing of ours is at this address: perhaps the login moved to another zone. */
  | { kind: 'elsewhere' }
  /** A gateway answered, Autotask did not. */
  | { kind: 'down' }
  /** An answer that says nothing we know. A write may have happened. */
  | { kind: 'unclear' };

type Row = { status: RegExp; text: RegExp; verdict: Verdict };

const ANY = /(?:)/;
const refused = (code: RefusalCode): Verdict => ({ kind: 'refused', code });

const TABLE: Row[] = [
  { status: /^2/, text: ANY, verdict: { kind: 'fine' } },
  { status: /^429$/, text: ANY, verdict: { kind: 'busy' } },
  { status: ANY, text: /thread threshold|Itgenatr005/i, verdict: { kind: 'busy' } },
  { status: /^401$/, text: ANY, verdict: { kind: 'login', why: 'secret' } },
  {
    status: /^5/,
    text: /Zone information could not be determined/i,
    verdict: { kind: 'login', why: 'user' },
  },
  { status: /^5/, text: /IntegrationCode is invalid/i, verdict: { kind: 'login', why: 'code' } },
  { status: /^[45]/, text: /does not have the adequate permissions/i, verdict: refused('no-permission') },
  { status: /^403$/, text: ANY, verdict: refused('no-permission') },
  {
    status: /^[45]/,
    text: /effectiveDate must be between the start date and end date of the Contract/i,
    verdict: refused('outside-contract'),
  },
  {
    status: /^[45]/,
    text: /insert duplicate data into contract_service_period/i,
    verdict: refused('same-date'),
  },
  { status: /^[45]/, text: /UNIQUE KEY constraint 'IX_service'/i, verdict: refused('name-taken') },
  { status: /^[45]/, text: /already approved and posted contract period/i, verdict: refused('posted') },
  { status: /^[45]/, text: /\b(has been|is|was|already) billed\b/i, verdict: refused('posted') },
  { status: /^50[234]$/, text: ANY, verdict: { kind: 'down' } },
  { status: /^(3\d\d|404)$/, text: ANY, verdict: { kind: 'elsewhere' } },
  { status: /^408$/, text: ANY, verdict: { kind: 'unclear' } },
  { status: /^4/, text: ANY, verdict: refused('invalid') },
];

export function judge({ status, body }: Pick<HttpAnswer, 'status' | 'body'>): Verdict {
  const errors = errorsIn(body);
  const text = errors.length > 0 ? errors.join(' ') : body;
  const row = TABLE.find(known => known.status.test(String(status)) && known.text.test(text));
  if (row) return row.verdict;
  // What is left is 5xx without a text we know: Autotask's own envelope makes it a validation error.
  return errors.length > 0 ? refused('invalid') : { kind: 'unclear' };
}

/** The texts of `{"errors":[…]}`, as strings or `{message}` objects; none for HTML and for `{"Message": …}`. */
function errorsIn(body: string): string[] {
  const { errors } = objectIn(body);
  if (!Array.isArray(errors)) return [];
  return errors.flatMap((error: unknown) => {
    const text = typeof error === 'string' ? error : (error as { message?: unknown } | null)?.message;
    return typeof text === 'string' && text.trim() !== '' ? [text] : [];
  });
}

/** What Autotask said, in its own words, uncut; for a page of HTML or nothing at all, what came instead. */
export function saidIn({ status, body }: Pick<HttpAnswer, 'status' | 'body'>): string {
  const errors = errorsIn(body);
  if (errors.length > 0) return errors.join(' ');
  const { Message: message } = objectIn(body);
  if (typeof message === 'string') return message;
  if (body.trim() === '') return `Status ${status} without a text.`;
  return /^\s*</.test(body) ? `Status ${status} with a web page instead of an answer.` : body;
}

function objectIn(body: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body);
    return value !== null && typeof value === 'object' ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
