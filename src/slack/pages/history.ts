import { countRuns, listRunPage } from '../../store/run-history.ts';
import { HISTORY_SIZE, historyScreen } from '../ui/pages/history.ts';
import type { PageEntry } from './index.ts';

/** The last runs, those that changed nothing too. */
export const history: PageEntry = {
  who: 'viewer',
  title: 'History',
  render: async ({ context: { db }, workspaceId }, state) => {
    const kind = state.of === 'products' ? 'products' : 'customers';
    const total = await countRuns(db, workspaceId, kind);
    const of = Math.max(1, Math.ceil(total / HISTORY_SIZE));
    const at = Math.min(Math.max(1, state.at ?? 1), of);
    const runs = await listRunPage(db, workspaceId, kind, {
      offset: (at - 1) * HISTORY_SIZE,
      limit: HISTORY_SIZE,
    });
    const rows = runs.map(run => {
      const { number, result, requestedAt, endedAt, summary } = run;
      return { number, result, at: endedAt ?? requestedAt, counts: summary?.counts ?? null };
    });
    return historyScreen({ kind, rows, at, of, total }, { ...state, of: kind });
  },
};
