import { TransientError, UserError } from '../../../errors.ts';
import { listRevisions } from '../../../store/invoices.ts';
import { startMonths } from '../../../sync/map-customer.ts';
import { openModal } from '../../answers.ts';
import { buildLink } from '../../mapping/link-modal.ts';
import type { LinkState } from '../../mapping/link-state.ts';
import { fromPage } from '../../mapping/refresh-list.ts';
import { LINK_TITLE } from '../../mapping/save-link.ts';
import type { ActionEntry, Visit } from '../../visit.ts';

export const editMapping: ActionEntry = {
  who: 'operator',
  run: (visit, { value: tenantId }) => {
    const from = fromPage(visit);
    return openModal(visit, LINK_TITLE, async () => {
      const months = await readMonths(visit);
      return buildLink(visit, { tenantId, turn: 0, companyId: null, months, ...(from ? { from } : {}) });
    });
  },
};

/** Of PRISM's invoices; where PRISM does not answer, of those that were read. */
async function readMonths({ context, workspaceId, log }: Visit): Promise<LinkState['months']> {
  try {
    const source = await context.openSource(workspaceId);
    return startMonths(await source.listInvoices());
  } catch (error) {
    if (!(error instanceof UserError || error instanceof TransientError)) throw error;
    log.warn({ err: error }, 'PRISM did not list its invoices');
    return startMonths((await listRevisions(context.db, workspaceId)).map(one => one.invoice));
  }
}
