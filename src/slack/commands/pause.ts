import { pauseAll, pauseCustomer } from '../../sync/pause.ts';
import { say } from '../answers.ts';
import { oneMapped } from '../mapping/one-mapped.ts';
import type { CommandEntry } from '../visit.ts';

export const pause: CommandEntry = {
  who: 'operator',
  usage: 'pause [customer]',
  says: 'switch syncing off, for all or one customer',
  run: async (visit, { text }) => {
    const { context, workspaceId, userId: by } = visit;
    const one = text === '' ? null : await oneMapped(visit, text);
    const changed = one
      ? await pauseCustomer(context, { workspaceId, tenantId: one.tenantId, by })
      : await pauseAll(context, { workspaceId, by });
    const who = one?.customerName ?? 'all customers';
    if (!changed) return say(visit, { says: `Syncing is paused already for ${who}.` });
    const again = one ? `/prism resume ${one.customerName}` : '/prism resume';
    const remedy = `Nothing is written from now on. Switch it on again with ${again}`;
    await say(visit, { kind: 'done', says: `Syncing is paused for ${who}.`, remedy });
  },
};
