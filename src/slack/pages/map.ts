import { findChore } from '../../store/chores.ts';
import { getSettings } from '../../store/settings.ts';
import { PROGRAM } from '../../sync/sync-context.ts';
import { listCustomers } from '../mapping/list-customers.ts';
import { mapScreen } from '../ui/pages/map.ts';
import type { PageEntry } from './index.ts';

export const map: PageEntry = {
  who: 'operator',
  title: 'Customers',
  render: async ({ context: { db }, workspaceId }, state) => {
    const [rows, chore, { syncOn }] = await Promise.all([
      listCustomers(db, workspaceId),
      findChore(db, workspaceId, 'names'),
      getSettings(db, workspaceId, PROGRAM),
    ]);
    const { doneAt: readAt = null, wantedAt = null, problem = null } = chore ?? {};
    return mapScreen({ rows, syncOn, names: { readAt, wanted: wantedAt !== null, problem } }, state);
  },
};
