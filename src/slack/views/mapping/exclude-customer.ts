import { excludeCustomer as exclude } from '../../../sync/exclude-customer.ts';
import { PAGE_VIEW } from '../../ids.ts';
import { readAboutOne } from '../../mapping/one-customer.ts';
import { refreshList } from '../../mapping/refresh-list.ts';
import { modal } from '../../ui/parts/blocks.ts';
import { noticeBlocks } from '../../ui/parts/notice.ts';
import type { ViewEntry } from '../../visit.ts';

const TITLE = 'Leave a customer out';

export const excludeCustomer: ViewEntry = {
  who: 'operator',
  submit: async visit => {
    const { context, workspaceId, userId: by, place } = visit;
    const { tenantId, from } = readAboutOne(place.metadata);
    const because = place.values.reason?.reason?.value?.trim() ?? '';
    if (because === '') return { kind: 'errors', errors: { reason: 'Say why it is left out.' } };
    const find = async () => {
      const name = await exclude(context, { workspaceId, tenantId: tenantId ?? '', because, by });
      await refreshList(visit, from);
      const says = `${name} is left out: ${because}`;
      const remedy = 'Take it in again with its button in /prism map.';
      return modal(PAGE_VIEW, TITLE, noticeBlocks({ kind: 'done', says, remedy }));
    };
    return { kind: 'later', title: TITLE, says: 'One moment…', find };
  },
};
