/** Raises and ends alarms, and shows how far the month is. It asks the database alone, so that it needs no worker. */
import { listWorkspaces } from '../src/store/workspaces.ts';
import { lookOut } from '../src/sync/watching/look-out.ts';
import { leave, open } from './thread.ts';

const context = await open();
for (const { id, closedAt } of await listWorkspaces(context.db)) {
  if (closedAt) continue;
  await lookOut(context, id).catch(error =>
    context.log.error({ err: error, workspace: id }, 'alarms could not be looked for'),
  );
}
await context.close();
leave();
