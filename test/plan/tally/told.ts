/** One customer's plans and what the ledger says of them, for tests of what is told. */
import type { AgreementPlan } from '../../../src/plan/plan.ts';
import { reportCustomer } from '../../../src/plan/tally/customer.ts';
import type { CustomerReport, Decided, Outcome } from '../../../src/plan/tally/reports.ts';
import { changesOf, line, plan, standing } from '../a-month.ts';

/** State, code and words of each change of a plan, in order; a change without one was not begun. */
export type Word = [Outcome['state'], string?, string?];

export const all = line({ quantity: '4', from: '2026-09-01', to: '2026-09-30' });
export const five = standing({ timeline: [{ from: '2026-01-01', quantity: 5 }] });
export const four = standing({ timeline: [{ from: '2026-01-01', quantity: 4 }] });
const keysOf = (made: AgreementPlan): string[] =>
  [...made.items, ...changesOf(made)].map(change => change.key);
const told = (made: AgreementPlan, ...outcomes: Word[]): Outcome[] =>
  keysOf(made).flatMap((changeKey, index) => {
    const outcome = outcomes[index];
    return outcome
      ? [{ changeKey, state: outcome[0], code: outcome[1] ?? null, words: outcome[2] ?? null }]
      : [];
  });
export const report = (
  made: AgreementPlan,
  state: Decided = 'applied',
  ...outcomes: Word[]
): CustomerReport => reportCustomer(made, { id: 'p', state }, told(made, ...outcomes));

export const fewer = plan({ lines: [all], current: [five] });
export const right = plan({ lines: [all], current: [four] });
export const held = plan({ lines: [line({ ...all, quantity: '1.5' })], current: [four] });
