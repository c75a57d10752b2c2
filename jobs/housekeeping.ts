/** Forgets what only the last minutes needed. */
import { forgetRequests } from '../src/store/seen-requests.ts';
import { leave, open } from './thread.ts';

/** Twice as long as Slack's signatures are good for. */
const KEPT_MS = 10 * 60_000;

const context = await open();
await forgetRequests(context.db, new Date(context.clock.now().getTime() - KEPT_MS));
await context.close();
leave();
