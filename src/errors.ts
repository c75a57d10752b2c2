/**
 * The three ways work can fail, by what has to happen next. Everything thrown across a room's border is one of
 * these; anything else is a bug and is shown as `An unexpected error occurred` with its reference.
 */

export type UserErrorOptions = {
  /** Stable word for tables of remedies and for tests, e.g. `credentials-rejected`. */
  code: string;
  /** What the person can do about it, one sentence. */
  remedy: string;
  /** The other system's own words, shown folded beneath the sentence. Secrets already removed. */
  words?: string;
  cause?: unknown;
};

/** Tell them: a person has to act; trying again unchanged would fail the same way. `message` is for people. */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly code: string;
  readonly remedy: string;
  readonly words: string | undefined;

  constructor(message: string, options: UserErrorOptions) {
    super(message, { cause: options.cause });
    this.code = options.code;
    this.remedy = options.remedy;
    this.words = options.words;
  }
}

/** Try again: nothing is known to be wrong but the moment. `retryAfterMs` is the other side's wish, if it had one. */
export class TransientError extends Error {
  override readonly name = 'TransientError';
  readonly retryAfterMs: number | undefined;

  constructor(message: string, options: { retryAfterMs?: number | undefined; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** Look again: what this decision was based on is no longer so (other checksum, newer plan, moved state). */
export class StaleError extends Error {
  override readonly name = 'StaleError';
}
