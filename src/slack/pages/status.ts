import about from '../../../package.json' with { type: 'json' };
import { countLate, listDead } from '../../store/outbox.ts';
import { readOverview } from '../cards.ts';
import { statusScreen } from '../ui/pages/status.ts';
import { may } from '../visit.ts';
import type { PageEntry } from './index.ts';

/** A message that is due is normally shown within seconds. */
const LATE_MS = 60_000;

/** How customers and products stand, what runs, what waits, what could not be told. */
export const status: PageEntry = {
  who: 'viewer',
  title: 'Status',
  render: async visit => {
    const { context, workspaceId, role } = visit;
    const { db, clock } = context;
    const since = new Date(clock.now().getTime() - LATE_MS);
    const [overview, dead, late, lateMails] = await Promise.all([
      readOverview(visit),
      listDead(db, workspaceId),
      countLate(db, workspaceId, since),
      countLate(db, workspaceId, since, 'mail'),
    ]);
    return statusScreen(
      { overview, dead, late, lateMails, version: about.version },
      { act: may(role, 'operator') },
    );
  },
};
