/** Seals again what an older key sealed, so that the older key can go. */
import { reseal } from '../src/sync/chores/reseal.ts';
import { leave, open } from './thread.ts';

const context = await open();
await reseal(context);
await context.close();
leave();
