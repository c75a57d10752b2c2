import { reportCustomer } from '../../plan/tally/customer.ts';
import { reportProducts } from '../../plan/tally/run.ts';
import { listDecisions } from '../../store/decisions.ts';
import { listPlansWithFindings } from '../../store/held-plans.ts';
import { listIntents } from '../../store/intents.ts';
import { getPlan } from '../../store/plans.ts';
import { getSettings } from '../../store/settings.ts';
import { PROGRAM } from '../../sync/sync-context.ts';
import { type HeldSubject, heldScreen } from '../ui/pages/held.ts';
import { may, type Visit } from '../visit.ts';
import type { PageEntry } from './index.ts';

/** Everything that waits for a decision, with its money and choices. */
export const held: PageEntry = {
  who: 'viewer',
  title: 'Held',
  render: async (visit, state) => {
    const { currency } = await getSettings(visit.context.db, visit.workspaceId, PROGRAM);
    return heldScreen(await readHeld(visit), state, { decide: may(visit.role, 'operator') }, currency);
  },
};

export async function readHeld({
  context: { db },
  workspaceId,
}: Pick<Visit, 'context' | 'workspaceId'>): Promise<HeldSubject[]> {
  const subjects: HeldSubject[] = [];
  for (const id of await listPlansWithFindings(db, workspaceId, { offers: true })) {
    const stored = await getPlan(db, workspaceId, id);
    const outcomes = await listIntents(db, workspaceId, id);
    if (stored.plan.kind === 'products') {
      subjects.push({ kind: 'products', products: reportProducts(stored.plan, stored, outcomes) });
      continue;
    }
    const decisions = await listDecisions(db, workspaceId, stored.plan.agreement.id);
    subjects.push({
      kind: 'customer',
      customer: reportCustomer(stored.plan, stored, outcomes),
      decided: decisions.filter(({ at }) => at >= stored.madeAt),
    });
  }
  return subjects;
}
