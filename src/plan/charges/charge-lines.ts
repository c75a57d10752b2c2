/** Lines whose usage is billed by charges: what stands in the way of the charges is said on the line. */
import type { LinePlan } from '../agreement/agreement-line.ts';
import type { Charge } from '../change.ts';
import type { Entry, Hold, Problem } from '../standing.ts';
import type { UsageCharges } from './usage-charges.ts';

export type ChargedLines = {
  lines: LinePlan[];
  charges: Charge[];
  /** Accounts of the products that are billed by charges, by product key. */
  entries: Map<string, Entry[]>;
  says: string[];
  warnings: string[];
};

export function chargeLines(
  planned: readonly LinePlan[],
  usage: ReadonlyMap<string, UsageCharges>,
): ChargedLines {
  const result: ChargedLines = { lines: [], charges: [], entries: new Map(), says: [], warnings: [] };
  for (const line of planned) result.lines.push(chargeLine(line, usage.get(line.productKey), result));
  return result;
}

function chargeLine(line: LinePlan, found: UsageCharges | undefined, result: ChargedLines): LinePlan {
  if (!found) return line;
  if (!line.exclusions.some(({ reason }) => reason === 'charged')) {
    const { offer } = found;
    if (!offer) return line;
    const holds = line.holds.map(hold =>
      hold.choices.includes('bill-as-charge') ? { ...hold, offer } : hold,
    );
    return { ...line, holds, offer };
  }
  const holds: Hold[] = [];
  const problems: Problem[] = [];
  const entries: Entry[] = [];
  for (const { thing, placed } of found.tenants) {
    const account = (rest: Pick<Entry, 'standing' | 'reason' | 'charge'>): void => {
      const { tenantId, productKey, label, cost, price, lines: keys } = thing;
      entries.push({
        ...{ tenantId, productKey, label, lines: keys.length, cost, price: price ?? '0', keys },
        ...rest,
      });
    };
    switch (placed.kind) {
      case 'charge':
        result.charges.push(placed.charge);
        account({ standing: 'waiting', reason: null, charge: placed.charge.key });
        break;
      case 'stands':
        result.says.push(placed.says);
        if (placed.warning) result.warnings.push(placed.warning);
        account({ standing: 'right', reason: 'charged' });
        break;
      case 'nothing':
        account({ standing: 'right', reason: null });
        break;
      case 'held':
        holds.push(placed.hold);
        account({ standing: 'held', reason: placed.hold.reason });
        break;
      case 'failed':
        problems.push(placed.problem);
        account({ standing: 'failed', reason: placed.problem.code });
        break;
      case 'open':
      case 'left':
        // Another tenant's is charged, so the line is left alone.
        account({ standing: 'excluded', reason: 'left' });
    }
  }
  result.entries.set(line.productKey, entries);
  return { ...line, holds, problems };
}
