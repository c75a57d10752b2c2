/** A net: wakes workspaces with open runs that nobody was told of, as when an operator emptied the queue. */
import { listWorkspacesWithWork } from '../src/store/run-queue.ts';
import { wakeFrom } from './thread.ts';

await wakeFrom(async ({ db, wake }, { listAwake }) => {
  const awake = await listAwake();
  for (const id of await listWorkspacesWithWork(db)) if (!awake.has(id)) await wake(id, db, false);
});
