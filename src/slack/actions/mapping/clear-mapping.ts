import { clearCustomer } from '../../../sync/map-customer.ts';
import { replaceModal } from '../../answers.ts';
import { PAGE_VIEW } from '../../ids.ts';
import { readLinkState } from '../../mapping/link-state.ts';
import { refreshList } from '../../mapping/refresh-list.ts';
import { LINK_TITLE } from '../../mapping/save-link.ts';
import { clearedBlocks } from '../../ui/modals/linked-customer.ts';
import { modal } from '../../ui/parts/blocks.ts';
import type { ActionEntry } from '../../visit.ts';

export const clearMapping: ActionEntry = {
  who: 'operator',
  run: visit => {
    const state = readLinkState(visit.place);
    const { context, workspaceId, userId: by } = visit;
    return replaceModal(visit, LINK_TITLE, async () => {
      const cleared = await clearCustomer(context, { workspaceId, tenantId: state.tenantId, by });
      await refreshList(visit, state.from);
      return modal(PAGE_VIEW, LINK_TITLE, clearedBlocks(cleared));
    });
  },
};
