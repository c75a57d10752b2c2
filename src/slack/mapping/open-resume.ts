import { findMapping } from '../../store/mappings.ts';
import { getSettings } from '../../store/settings.ts';
import { listResumeChoices } from '../../sync/pause.ts';
import { PROGRAM } from '../../sync/sync-context.ts';
import { openModal, say } from '../answers.ts';
import { RESUME_TITLE, resumeView } from '../ui/modals/resume-customer.ts';
import type { Visit } from '../visit.ts';
import { aboutOne } from './one-customer.ts';
import { fromPage } from './refresh-list.ts';

/** Asks from which invoice on one customer, or with null all of them, shall be synced again. */
export async function openResume(visit: Visit, tenantId: string | null): Promise<void> {
  const { context, workspaceId } = visit;
  const { db } = context;
  const mapping = tenantId === null ? undefined : await findMapping(db, workspaceId, tenantId);
  const isOn =
    tenantId === null
      ? (await getSettings(db, workspaceId, PROGRAM)).syncOn
      : mapping?.syncOn === true && mapping.excludedBecause === null && mapping.agreementId !== null;
  if (isOn) {
    const who = mapping?.customerName ?? 'all customers';
    return say(visit, { says: `Syncing is on already for ${who}.` });
  }
  const from = fromPage(visit);
  await openModal(visit, RESUME_TITLE, async () => {
    const choices = await listResumeChoices(context, workspaceId, tenantId);
    const metadata = aboutOne({ tenantId, ...(from ? { from } : {}) });
    return resumeView(mapping?.customerName ?? null, choices, metadata);
  });
}
