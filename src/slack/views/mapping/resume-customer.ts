import { z } from 'zod';
import { monthInWords } from '../../../plan/numbers/calendar.ts';
import { findMapping } from '../../../store/mappings.ts';
import { getSettings } from '../../../store/settings.ts';
import { resumeAll, resumeCustomer as resumeOne } from '../../../sync/pause.ts';
import { PROGRAM } from '../../../sync/sync-context.ts';
import { PAGE_VIEW } from '../../ids.ts';
import { readAboutOne } from '../../mapping/one-customer.ts';
import { refreshList } from '../../mapping/refresh-list.ts';
import { RESUME_TITLE } from '../../ui/modals/resume-customer.ts';
import { modal } from '../../ui/parts/blocks.ts';
import { noticeBlocks } from '../../ui/parts/notice.ts';
import type { ViewEntry } from '../../visit.ts';

const Start = z
  .string()
  .regex(/^\d{4}-\d{2}$/)
  .nullable();

export const resumeCustomer: ViewEntry = {
  who: 'operator',
  submit: async visit => {
    const { context, workspaceId, userId: by, place } = visit;
    const { tenantId, from } = readAboutOne(place.metadata);
    const startMonth = Start.parse(place.values.start?.start?.selected_option?.value ?? null);
    const find = async () => {
      const changed =
        tenantId === null
          ? await resumeAll(context, { workspaceId, by, startMonth })
          : await resumeOne(context, { workspaceId, by, tenantId, startMonth });
      await refreshList(visit, from);
      const mapping = tenantId === null ? undefined : await findMapping(context.db, workspaceId, tenantId);
      const who = mapping?.customerName ?? 'all customers';
      const start = startMonth === null ? '' : `, starting with ${monthInWords(startMonth)}`;
      const says = changed ? `Syncing is on again for ${who}${start}.` : `Syncing is on already for ${who}.`;
      const { syncOn } = await getSettings(context.db, workspaceId, PROGRAM);
      const remedy = syncOn
        ? 'The next daily check syncs what there is.'
        : 'All customers are paused still: /prism resume switches that on.';
      return modal(PAGE_VIEW, RESUME_TITLE, noticeBlocks({ kind: changed ? 'done' : 'note', says, remedy }));
    };
    return { kind: 'later', title: RESUME_TITLE, says: 'One moment…', find };
  },
};
