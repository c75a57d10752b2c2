import { listAudit } from '../../store/audit.ts';
import { AUDIT_SIZE, auditScreen } from '../ui/pages/audit.ts';
import type { PageEntry } from './index.ts';

/** Who did what, when. */
export const audit: PageEntry = {
  who: 'admin',
  title: 'Audit',
  render: async ({ context: { db }, workspaceId }, state) => {
    const at = state.at ?? 1;
    const text = state.filter?.trim();
    // Pages are counted from the newest entry; the one behind this page says whether there is a next.
    const entries = await listAudit(db, workspaceId, {
      ...(text ? { text } : {}),
      limit: at * AUDIT_SIZE + 1,
    });
    return auditScreen(
      {
        entries: entries.slice((at - 1) * AUDIT_SIZE, at * AUDIT_SIZE),
        more: entries.length > at * AUDIT_SIZE,
      },
      { ...state, at },
    );
  },
};
