/** A net: wakes workspaces with open runs that nobody was told of, as when an operator emptied the queue. */
import { listWorkspacesWithWork } from '../src/store/run-queue.ts';
import { startSender } from './queue.ts';
import { leave, open } from './thread.ts';

const context = await open();
const sender = await startSender(context.databaseUrl, context.log);
const awake = await sender.listAwake();
for (const id of await listWorkspacesWithWork(context.db))
  if (!awake.has(id)) await sender.wake(id, context.db, false);
await sender.stop();
await context.close();
leave();
