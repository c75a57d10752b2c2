import { countAudit, listAudit } from '../../store/audit.ts';
import { verifyChain } from '../../sync/evidence/verify-chain.ts';
import { AUDIT_SIZE, auditScreen, CHAIN } from '../ui/pages/audit.ts';
import { shorten } from '../ui/parts/text.ts';
import type { PageEntry } from './index.ts';

/** As much as a button can carry to the next page. */
const MOST_TYPED = 150;

/** Who did what, when. */
export const audit: PageEntry = {
  who: 'admin',
  title: 'Audit',
  render: async ({ context: { db }, workspaceId }, state) => {
    const filter = shorten(state.filter?.trim() ?? '', MOST_TYPED);
    const text = filter === '' ? {} : { text: filter };
    const total = await countAudit(db, workspaceId, text);
    const of = Math.max(1, Math.ceil(total / AUDIT_SIZE));
    const at = Math.min(Math.max(1, state.at ?? 1), of);
    const entries = await listAudit(db, workspaceId, {
      ...text,
      offset: (at - 1) * AUDIT_SIZE,
      limit: AUDIT_SIZE,
    });
    const chain = state.of === CHAIN ? await verifyChain(db, workspaceId) : null;
    return auditScreen({ entries, at, of, total, chain }, { ...state, filter });
  },
};
