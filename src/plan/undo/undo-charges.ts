import type { Charge, RemoveCharge } from '../change.ts';
import type { StandingCharge } from '../current.ts';
import type { Hold } from '../standing.ts';

export type UndoneCharges = { charges: RemoveCharge[]; holds: (Hold & { label: string })[] };

/**
 * Charges that a run made, taken back: exactly, by deleting each, until it is posted (rules 7). One that is gone already
 * needs nothing.
 * @param made those that are known to be done
 * @param standing whatever carries their marks now
 */
export function undoCharges(
  run: number,
  made: readonly Charge[],
  standing: readonly StandingCharge[],
): UndoneCharges {
  const found: UndoneCharges = { charges: [], holds: [] };
  for (const charge of made) {
    const { mark, productKey, agreementName, description, money, name } = charge;
    const [stands, ...others] = standing.filter(one => one.mark === mark);
    if (!stands) continue;
    const { id: chargeId, agreementId, date } = stands;
    const label = stands.name;
    if (others.length > 0) {
      const says = `Several charges carry the mark of ${label}; it is not clear which to take back`;
      found.holds.push({ reason: 'several-lines', says, choices: [], money, label });
    } else if (stands.billed) {
      const says = `The charge ${label} is posted: ${money.cost} cost, ${money.price} retail stay billed. Correct it in Autotask by hand`;
      found.holds.push({ reason: 'posted', says, choices: [], money, label });
    } else {
      found.charges.push({
        kind: 'remove-charge',
        key: `undo-${run}:${mark}`,
        ...{ mark, productKey, agreementId, agreementName, chargeId },
        before: { date, name, description, money },
      });
    }
  }
  return found;
}
