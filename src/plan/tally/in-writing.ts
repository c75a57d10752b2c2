/** What became of a write in words: held or failed, and what a person may do. */
import type { LinePlan } from '../agreement/agreement-line.ts';
import type { Hold, Problem } from '../standing.ts';
import type { Outcome } from './reports.ts';

/** Sent, and not known to be done: after the plan's end it stands with what failed until a reading settles it. */
export const IN_FLIGHT: ReadonlySet<Outcome['state']> = new Set(['claimed', 'sent', 'unknown']);

const HELD_IN_WRITING: Record<string, { says: string; choices: Hold['choices'] }> = {
  stale: {
    says: 'was changed in Autotask after the plan was made; nothing was written',
    choices: ['check-again'],
  },
  'same-date': {
    says: 'has a change on that day already, and Autotask takes no second one; nothing was written',
    choices: ['one-day-later', 'bill-as-charge', 'leave'],
  },
  'name-taken': {
    says: 'needs a service whose name another service in Autotask has',
    choices: ['adopt-item', 'skip-item'],
  },
  unsettled: {
    says: 'was sent, and it cannot be told whether Autotask did it',
    choices: ['check-again', 'mark-as-done'],
  },
  'after-failure': {
    says: 'waits because an earlier change of the same line was not done',
    choices: ['check-again'],
  },
};

export function heldInWriting(line: LinePlan, outcome: Outcome): Hold {
  const code = outcome.code ?? 'unsettled';
  const known = HELD_IN_WRITING[code] ?? HELD_IN_WRITING.unsettled!;
  const reason = code === 'stale' || code === 'same-date' || code === 'name-taken' ? code : 'unsettled';
  // Usage of one day less would be another amount; seats are no charge.
  const unfit = line.kind === 'usage' ? 'one-day-later' : 'bill-as-charge';
  const choices = known.choices.filter(choice => choice !== unfit);
  const offer = choices.includes('bill-as-charge') ? line.offer : undefined;
  const moved = code === 'stale' ? outcome.words : null;
  const says = moved
    ? `${line.productName} was not written, for ${moved} after the plan was made`
    : `${line.productName} ${known.says}`;
  return { reason, says, choices, money: null, ...(offer ? { offer } : {}) };
}

export function failedInWriting(productName: string, outcome: Outcome): Problem {
  if (IN_FLIGHT.has(outcome.state)) {
    return {
      code: 'refused',
      says: `The change of ${productName} was sent, and the run ended before Autotask could be asked whether it is there`,
      remedy: 'Press Retry failed: it is read back first and never sent twice.',
      words: outcome.words,
      choices: ['check-again'],
    };
  }
  return {
    code: 'refused',
    says: `Autotask did not take the change of ${productName}`,
    remedy: remedyFor(outcome.code),
    words: outcome.words,
    choices: ['check-again'],
  };
}

function remedyFor(code: string | null): string {
  switch (code) {
    case 'outside-contract':
      return "Check the contract's dates, type and Active flag in Autotask, then press Retry failed.";
    case 'no-permission':
    case 'unauthorized':
      return 'Check the API user in Autotask (Admin > Resources (Users)): not locked, with the rights the connection check lists. Then press Retry failed.';
    case 'busy':
      return 'Autotask was too busy to take it. Press Retry failed in a while.';
    default:
      return "Read Autotask's words below, correct what they name, then press Retry failed.";
  }
}
