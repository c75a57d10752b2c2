/** Lines whose usage is billed by charges: what stands in the way of the charges is said on the line. */
import type { LinePlan } from '../agreement/agreement-line.ts';
import type { Entry } from '../standing.ts';
import { accountCharge, type ChargeFindings, nothingFound } from './account-charge.ts';
import type { UsageCharges } from './usage-charges.ts';

export type ChargedLines = Pick<ChargeFindings, 'charges' | 'charged' | 'warnings'> & {
  lines: LinePlan[];
  /** Accounts of the products that are billed by charges, by product key. */
  entries: Map<string, Entry[]>;
};

export function chargeLines(
  planned: readonly LinePlan[],
  usage: ReadonlyMap<string, UsageCharges>,
): ChargedLines {
  const result: ChargedLines = { lines: [], charges: [], charged: [], warnings: [], entries: new Map() };
  for (const line of planned) {
    const used = usage.get(line.productKey);
    if (used === undefined) result.lines.push(line);
    else if (line.exclusions.some(({ reason }) => reason === 'charged'))
      result.lines.push(chargeLine(line, used, result));
    else result.lines.push(offer(line, used));
  }
  return result;
}

/** What charging its usage would make stands beside the choice. */
function offer(line: LinePlan, { offer }: UsageCharges): LinePlan {
  if (offer === null) return line;
  const holds = line.holds.map(hold => (hold.choices.includes('bill-as-charge') ? { ...hold, offer } : hold));
  return { ...line, holds, offer };
}

function chargeLine(line: LinePlan, used: UsageCharges, result: ChargedLines): LinePlan {
  const found = nothingFound();
  result.entries.set(line.productKey, accountUsage(used, found));
  result.charges.push(...found.charges);
  result.charged.push(...found.charged);
  result.warnings.push(...found.warnings);
  const { holds, problems } = found;
  return { ...line, holds, problems, exclusions: [...line.exclusions, ...found.exclusions] };
}

/** @returns where each tenant's usage stands */
export const accountUsage = ({ tenants }: UsageCharges, found: ChargeFindings): Entry[] =>
  tenants.map(({ thing, placed }) => {
    const { tenantId, productKey, label, cost, lines: keys } = thing;
    const price = thing.price ?? '0';
    const says = `${label} of this month`;
    const account = accountCharge(placed, { says, money: { cost, price }, open: 'charge-gone' }, found);
    return { tenantId, productKey, label, lines: keys.length, cost, price, keys, ...account };
  });
