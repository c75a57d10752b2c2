/** Wants connections proved that were not for a day. */
import { wantDaily } from '../src/sync/chores/want-due.ts';
import { wakeFrom } from './thread.ts';

await wakeFrom(context => wantDaily(context, 'connections'));
