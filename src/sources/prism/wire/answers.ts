/** What an answer of PRISM means that is not the one hoped for (PRISM reference D.7). */
import { TransientError, UserError } from '../../../errors.ts';
import { type HttpAnswer, retryAfterMs } from '../../../http.ts';
import { cutShort } from '../words.ts';

const WORDS_LENGTH = 200;

/** The other side's own words out of an error's body: `{Message}`, `{error, error_description}`, or the text itself. */
export function said(body: string, redact: (text: string) => string): string {
  return cutShort(redact(messageIn(body) ?? body), WORDS_LENGTH);
}

function messageIn(body: string): string | undefined {
  try {
    const fields = JSON.parse(body) as Record<string, unknown> | null;
    const byLower = new Map(Object.entries(fields ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
    const found = ['message', 'error', 'error_description']
      .map(name => byLower.get(name))
      .filter(value => typeof value === 'string');
    return found.length > 0 ? found.join(': ') : undefined;
  } catch {
    return undefined;
  }
}

/** The error for an answer that may be another one in a moment; undefined for all others. */
export function transient(
  { status, headers, body }: HttpAnswer,
  what: string,
  redact: (text: string) => string,
  now: Date,
): TransientError | undefined {
  if (status !== 408 && status !== 429 && status < 500) return undefined;
  const words = said(body, redact);
  return new TransientError(`PRISM answered ${status} to ${what}${words === '' ? '' : ` (${words})`}`, {
    retryAfterMs: retryAfterMs(headers, now),
  });
}

/** For an answer that trying again would not change. */
export function refusal(answer: HttpAnswer, what: string, redact: (text: string) => string): UserError {
  const words = said(answer.body, redact);
  if (answer.status === 403) {
    return new UserError(`PRISM does not let this client read ${what}.`, {
      code: 'no-permission',
      remedy:
        'Make the client credentials on your own company’s record in the PRISM portal: those of a customer see less.',
      ...(words === '' ? {} : { words }),
    });
  }
  if (answer.status === 404) {
    return new UserError(`PRISM has no ${what.replace(/^the /, '')} for this client.`, {
      code: 'not-available',
      remedy: 'Check in the PRISM portal that the agreement is still there, and choose it anew if it is not.',
      ...(words === '' ? {} : { words }),
    });
  }
  return unexpected(answer, what, redact);
}

/** Something else than PRISM's API answered, or PRISM has changed. */
export function unexpected(
  { status, headers, body }: HttpAnswer,
  what: string,
  redact: (text: string) => string,
  cause?: unknown,
): UserError {
  const kind = /^\s*(\uFEFF)?\s*</.test(body) ? ', a web page' : '';
  const location = headers.location ? ` to ${cutShort(redact(headers.location), 80)}` : '';
  const how = status >= 300 && status < 400 ? `sent us elsewhere${location}` : `answered ${status}${kind}`;
  return new UserError(`Unexpected answer: PRISM ${how}, when asked for ${what}.`, {
    code: 'unexpected-answer',
    remedy:
      'Try again in a while. If it stays so, ask your distributor whether PRISM is under maintenance, and your administrator to check the addresses of PRISM in the settings.',
    words: said(body, redact),
    cause,
  });
}

/** A record that lacks something or says something else than it should. @param problem its path and what is wrong */
export function unreadable(what: string, problem: string, cause?: unknown): UserError {
  return new UserError(`PRISM’s answer cannot be used, ${what}: ${problem}.`, {
    code: 'unreadable-record',
    remedy:
      'Look at that record in the PRISM portal and ask your distributor to correct it. If many are named, PRISM has changed and a newer version of this app is needed.',
    cause,
  });
}
