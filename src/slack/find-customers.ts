import type { Mapping } from '../plan/settings.ts';
import type { Database } from '../store/database.ts';
import { listMappings } from '../store/mappings.ts';
import { actions, button, section } from './ui/parts/blocks.ts';
import type { Screen } from './ui/parts/pages.ts';
import { name } from './ui/parts/text.ts';

/** More cannot be offered as buttons. */
const MOST = 10;

/** Mapped customers that what was typed may mean: the one of exactly that name or domain, else all that hold it. */
export async function findCustomers(db: Database, workspaceId: string, typed: string): Promise<Mapping[]> {
  const found = (await listMappings(db, workspaceId, { text: typed })).filter(
    ({ agreementId }) => agreementId !== null,
  );
  const exact = found.filter(({ customerName, tenantDomain, tenantId }) =>
    [customerName, tenantDomain, tenantId].some(text => text?.toLowerCase() === typed.toLowerCase()),
  );
  return exact.length > 0 ? exact : found;
}

/** Which of them? Each with a button that leads on. */
export const whichCustomer = (
  found: readonly Mapping[],
  typed: string,
  { label, action }: { label: string; action: 'sync' | 'preview-customer' },
): Screen => ({
  title: 'Which customer?',
  text: `${found.length} customers fit “${typed}”.`,
  blocks: [
    section(
      found.length === 0
        ? `No mapped customer fits “${name(typed)}”.`
        : `*${found.length} customers fit “${name(typed)}”*${found.length > MOST ? `; the first ${MOST} are shown, type more of the name for others` : ''}`,
    ),
    ...found
      .slice(0, MOST)
      .map(({ customerName, tenantDomain, tenantId }, at) =>
        section(
          `*${name(customerName)}*${tenantDomain ? ` · ${name(tenantDomain)}` : ''}`,
          button(label, `${action}:${at}`, JSON.stringify({ kind: 'customers', tenantIds: [tenantId] })),
        ),
      ),
    ...(found.length === 0
      ? actions([button('Map', 'open-page', JSON.stringify({ page: 'map', filter: typed.slice(0, 100) }))])
      : []),
  ],
});
