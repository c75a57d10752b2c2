import type { Charge, Money } from '../change.ts';
import type { Entry, Exclusion, Hold, Problem } from '../standing.ts';
import type { PlacedCharge } from './place-charge.ts';

/** What is said of things that may be charged. */
export type ChargeFindings = {
  charges: Charge[];
  /** Billed by a charge already, each one sentence. */
  charged: string[];
  warnings: string[];
  holds: Hold[];
  problems: Problem[];
  exclusions: Exclusion[];
};

export const nothingFound = (): ChargeFindings => ({
  charges: [],
  charged: [],
  warnings: [],
  holds: [],
  problems: [],
  exclusions: [],
});

export type ChargeAccount = Pick<Entry, 'standing' | 'reason' | 'charge'>;

/** Says what became of one of them. @returns where its money stands */
export function accountCharge(
  placed: PlacedCharge,
  about: { says: string; money: Money; subject?: string; open: Hold['reason'] },
  found: ChargeFindings,
): ChargeAccount {
  const { says, money, open } = about;
  const subject = about.subject === undefined ? {} : { subject: about.subject };
  switch (placed.kind) {
    case 'charge':
      found.charges.push(placed.charge);
      return { standing: 'waiting', reason: null, charge: placed.charge.key };
    case 'stands':
      found.charged.push(placed.says);
      if (placed.warning) found.warnings.push(placed.warning);
      return { standing: 'right', reason: 'charged' };
    case 'nothing':
      return { standing: 'right', reason: null };
    case 'left':
      found.exclusions.push({ reason: 'left', says: `${says}; left out, by decision`, money });
      return { standing: 'excluded', reason: 'left' };
    case 'failed':
      found.problems.push({ ...placed.problem, ...subject });
      return { standing: 'failed', reason: placed.problem.code };
    case 'held':
      found.holds.push({ ...placed.hold, ...subject });
      return { standing: 'held', reason: placed.hold.reason };
    case 'open':
      found.holds.push({
        ...{ reason: open, says, choices: ['bill-as-charge', 'leave'], money, ...subject },
        ...(placed.offer ? { offer: placed.offer } : {}),
      });
      return { standing: 'held', reason: open };
  }
}
