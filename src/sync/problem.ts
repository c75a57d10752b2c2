import { TransientError, UserError } from '../errors.ts';
import type { RunFacts } from '../plan/tally/reports.ts';

/** What a run that could not be carried through says to people. */
export function asProblem(error: unknown): RunFacts['problems'][number] {
  if (error instanceof UserError) {
    return { code: error.code, says: error.message, remedy: error.remedy, words: error.words ?? null };
  }
  if (error instanceof TransientError) {
    return { code: 'no-answer', says: error.message, remedy: 'Press Retry failed in a while.', words: null };
  }
  return {
    code: 'unexpected',
    says: 'An unexpected error occurred',
    remedy: 'Press Retry failed; if it happens again, give your administrator the reference.',
    words: null,
  };
}
