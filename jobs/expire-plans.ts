/** Plans that waited too long count no more, and their runs say so. */
import { listWorkspaces } from '../src/store/workspaces.ts';
import { expire } from '../src/sync/expire.ts';
import { leave, open } from './thread.ts';

const context = await open();
for (const { id, closedAt } of await listWorkspaces(context.db)) if (!closedAt) await expire(context, id);
await context.close();
leave();
