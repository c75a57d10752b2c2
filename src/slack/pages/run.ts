import { StaleError } from '../../errors.ts';
import { listMappings } from '../../store/mappings.ts';
import { listNames } from '../../store/names.ts';
import { findUndoable } from '../../sync/undo.ts';
import { readProgress } from '../cards.ts';
import { readRun } from '../outgoing/read-run.ts';
import type { RunView } from '../ui/messages/run-view.ts';
import { runScreen } from '../ui/pages/run.ts';
import { may, type Visit } from '../visit.ts';
import type { PageEntry } from './index.ts';

/** What one run did, customer by customer, subscription by subscription. */
export const run: PageEntry = {
  who: 'viewer',
  title: 'Sync Status',
  render: async (visit, state) => {
    if (state.run === undefined) throw new StaleError('This list is of an older version.');
    const { context, workspaceId, role } = visit;
    const read = await readRun(context, workspaceId, state.run);
    const [progress, agreements, undoable] = await Promise.all([
      readProgress(visit, read),
      readAgreements(visit),
      isUndoable(visit, read),
    ]);
    return runScreen({ run: { ...read, progress }, agreements, undoable }, state, {
      act: may(role, 'operator'),
    });
  },
};

async function isUndoable({ context, workspaceId }: Visit, run: RunView): Promise<boolean> {
  if (run.kind !== 'customers' || run.undoes !== null || !ENDED.has(run.state)) return false;
  return (await findUndoable(context, workspaceId, run.number)).plans.length > 0;
}

const ENDED: ReadonlySet<RunView['state']> = new Set(['done', 'rejected', 'expired']);

/** The PRISM agreement of each tenant; one that PRISM named no more is shown by its id. */
async function readAgreements({
  context: { db },
  workspaceId,
}: Pick<Visit, 'context' | 'workspaceId'>): Promise<Map<string, string>> {
  const [mappings, names] = await Promise.all([
    listMappings(db, workspaceId),
    listNames(db, workspaceId, 'source-agreement'),
  ]);
  const named = new Map(names.map(one => [one.id, one.name]));
  return new Map(mappings.map(({ tenantId, sourceAgreementId: id }) => [tenantId, named.get(id) ?? id]));
}
