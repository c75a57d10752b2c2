import { listDead } from '../../store/outbox.ts';
import { readStanding } from '../cards.ts';
import { statusScreen } from '../ui/pages/status.ts';
import { may } from '../visit.ts';
import type { PageEntry } from './index.ts';

/** How customers and products stand, what runs, what waits, what could not be told. */
export const status: PageEntry = {
  who: 'viewer',
  title: 'Status',
  render: async visit => {
    const [standing, dead] = await Promise.all([
      readStanding(visit),
      listDead(visit.context.db, visit.workspaceId),
    ]);
    return statusScreen(standing, dead, { sync: may(visit.role, 'operator') });
  },
};
