import { StaleError } from '../../errors.ts';
import { getRun } from '../../store/runs.ts';
import { readRun } from '../outgoing/read-run.ts';
import { problemBlocks } from '../ui/messages/problems.ts';
import { planListScreen, planScreen } from '../ui/pages/plan.ts';
import { productsScreen } from '../ui/pages/products.ts';
import { actions, button, context, section } from '../ui/parts/blocks.ts';
import { serialize } from '../ui/parts/pages.ts';
import { may } from '../visit.ts';
import type { PageEntry } from './index.ts';

/** What a sync would do now; waits until that is known. */
export const preview: PageEntry = {
  who: 'viewer',
  title: 'Preview',
  render: async ({ context: house, workspaceId, role }, state) => {
    if (state.run === undefined) throw new StaleError('This list is of an older version.');
    const { endedAt, kind, scope } = await getRun(house.db, workspaceId, state.run);
    if (endedAt === null) {
      return {
        title: 'Preview',
        text: 'The preview is being made.',
        blocks: [
          section(
            ':hourglass_flowing_sand: Reading PRISM and Autotask… This window shows the preview when it is done.',
          ),
          ...actions([button('Refresh', 'turn-page', serialize(state))]),
        ],
      };
    }
    const run = await readRun(house, workspaceId, state.run);
    const { customers, products, facts, reference } = run.report;
    const problems = facts.problems.flatMap(problem => problemBlocks(problem, reference));
    const [only] = customers;
    const acts = { decide: may(role, 'operator') };
    const screen = products
      ? productsScreen(run, state, acts)
      : only && customers.length === 1
        ? planScreen(run, only, state, acts)
        : planListScreen(run, state, acts);
    const sync = JSON.stringify({
      kind,
      ...(scope?.tenantIds && scope.tenantIds.length <= 20 ? { tenantIds: scope.tenantIds } : {}),
    });
    return {
      ...screen,
      title: 'Preview',
      blocks: [
        ...problems,
        ...facts.notes.map(note => context(note)),
        ...(problems.length > 0 && customers.length === 0 && !products ? [] : screen.blocks),
        ...(may(role, 'operator') && problems.length === 0 && !products
          ? actions([button('Sync', 'sync', sync, { style: 'primary' })])
          : []),
      ],
    };
  },
};
