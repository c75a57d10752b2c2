import { UserError } from '../../errors.ts';
import type { Mapping } from '../../plan/settings.ts';
import { findCustomers } from '../find-customers.ts';
import type { Visit } from '../visit.ts';

/** So many are named when several fit; more than that are counted. */
const MOST_NAMED = 5;

/**
 * The one mapped customer that was meant by what was typed.
 * @throws UserError `no-such-customer`, `several-customers`
 */
export async function oneMapped({ context, workspaceId }: Visit, typed: string): Promise<Mapping> {
  const found = await findCustomers(context.db, workspaceId, typed);
  const [one, ...others] = found;
  if (!one) {
    throw new UserError(`No mapped customer fits “${typed}”.`, {
      code: 'no-such-customer',
      remedy: 'See /prism map for their names.',
    });
  }
  if (others.length === 0) return one;
  const named = found
    .slice(0, MOST_NAMED)
    .map(({ customerName, tenantDomain }) =>
      tenantDomain ? `${customerName} (${tenantDomain})` : customerName,
    );
  const more = found.length - named.length;
  throw new UserError(
    `${found.length} customers fit “${typed}”: ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}.`,
    { code: 'several-customers', remedy: 'Type more of the name, or the tenant’s domain.' },
  );
}
