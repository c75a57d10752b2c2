/** What became of one contract charge: the plan's value and the ledger's last word on it. */
import type { ChargeChange } from '../change.ts';
import type { Hold } from '../standing.ts';
import { failedInWriting, IN_FLIGHT } from './in-writing.ts';
import type { ChargeReport, Outcome } from './reports.ts';

export function reportCharge(
  change: ChargeChange,
  outcome: Outcome | undefined,
  ended: boolean,
): ChargeReport {
  const { key, kind, agreementName } = change;
  const { name, date, money } = change.kind === 'charge' ? change : change.before;
  return {
    ...{ key, kind, agreementName, name, date, money },
    ...{ standing: 'waiting', reason: null, holds: [], problems: [] },
    ...(outcome ? becomes(change, name, outcome, ended) : {}),
  };
}

function becomes(
  change: ChargeChange,
  name: string,
  outcome: Outcome,
  ended: boolean,
): Partial<ChargeReport> {
  const { state, code } = outcome;
  if (state === 'confirmed') return { standing: 'applied' };
  if (state === 'held')
    return { standing: 'held', reason: code ?? 'held', holds: [heldInWriting(change, name, code)] };
  if (state === 'failed' || (ended && IN_FLIGHT.has(state))) {
    const problem = failedInWriting(name, outcome);
    const posted = change.kind === 'remove-charge' && code === 'posted';
    return { standing: 'failed', reason: code ?? state, problems: [posted ? billed(name) : problem] };
  }
  return {};
}

const HELD: Record<string, { says: string; choices: Hold['choices'] }> = {
  stale: {
    says: 'is not what the plan was made for any more: the charge, or its contract, was changed in Autotask; nothing was written',
    choices: ['check-again'],
  },
  'charged-twice': {
    says: 'stands several times in Autotask under one number: delete all but one by hand',
    choices: ['check-again'],
  },
  'charge-differs': {
    says: 'was written, and Autotask shows another amount than was sent: look at it there',
    choices: ['check-again', 'mark-as-done'],
  },
  unsettled: {
    says: 'was sent, and it cannot be told whether Autotask did it',
    choices: ['check-again', 'mark-as-done'],
  },
};

function heldInWriting(change: ChargeChange, name: string, code: string | null): Hold {
  const known = HELD[code ?? ''] ?? HELD.unsettled!;
  const reason =
    code === 'stale' || code === 'charged-twice' || code === 'charge-differs' ? code : 'unsettled';
  return {
    ...{ reason, says: `The contract charge of ${name} ${known.says}`, choices: known.choices },
    ...{ money: change.kind === 'charge' ? change.money : null, subject: change.key },
  };
}

const billed = (name: string): ChargeReport['problems'][number] => ({
  code: 'refused',
  says: `The contract charge of ${name} is billed: what was billed stays billed`,
  remedy: 'Correct it in Autotask by hand, with a credit.',
  words: null,
  choices: [],
});
