/** Wants invoices looked for, where it is time for that. */
import { wantAgain, wantDueChecks } from '../src/sync/chores/want-due.ts';
import { wakeFrom } from './thread.ts';

await wakeFrom(async context => {
  await wantDueChecks(context);
  await wantAgain(context);
});
