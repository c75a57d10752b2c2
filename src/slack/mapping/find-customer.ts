import { UserError } from '../../errors.ts';
import { listMappings } from '../../store/mappings.ts';
import { searchNames } from '../../store/names.ts';
import type { Visit } from '../visit.ts';

export type FoundCustomer = { tenantId: string; customerName: string; domain: string | null };

/** So many are named when several fit; more than that are counted. */
const MOST_NAMED = 5;
const MOST_LOOKED_AT = 50;

/**
 * The one customer that was meant: whose name, tenant domain or tenant id was typed, else the only one it is part of.
 * @throws UserError `no-such-customer`, `several-customers`
 */
export async function findCustomer(
  { context: { db }, workspaceId }: Visit,
  typed: string,
): Promise<FoundCustomer> {
  const [tenants, mappings] = await Promise.all([
    searchNames(db, workspaceId, 'tenant', typed, { limit: MOST_LOOKED_AT }),
    listMappings(db, workspaceId, { text: typed, limit: MOST_LOOKED_AT }),
  ]);
  const found = new Map<string, FoundCustomer>();
  for (const { id, name, detail } of tenants)
    found.set(id, { tenantId: id, customerName: name, domain: detail.domain });
  for (const { tenantId, customerName, tenantDomain: domain } of mappings)
    if (!found.has(tenantId)) found.set(tenantId, { tenantId, customerName, domain });
  const all = [...found.values()];
  const wanted = typed.trim().toLowerCase();
  const exact = all.filter(({ tenantId, customerName, domain }) =>
    [tenantId, customerName, domain].some(one => one?.toLowerCase() === wanted),
  );
  const [one, ...others] = exact.length > 0 ? exact : all;
  if (!one) {
    throw new UserError(`No customer fits “${typed}”.`, {
      code: 'no-such-customer',
      remedy: 'See /prism map for their names.',
    });
  }
  if (others.length > 0) throw several(typed, [one, ...others]);
  return one;
}

function several(typed: string, found: readonly FoundCustomer[]): UserError {
  const named = found
    .slice(0, MOST_NAMED)
    .map(({ customerName, domain }) => (domain ? `${customerName} (${domain})` : customerName));
  const more = found.length - named.length;
  const rest = more > 0 ? ` and ${more >= MOST_LOOKED_AT - MOST_NAMED ? 'many' : more} more` : '';
  return new UserError(`Several customers fit “${typed}”: ${named.join(', ')}${rest}.`, {
    code: 'several-customers',
    remedy: 'Type more of the name, or the tenant’s domain.',
  });
}
