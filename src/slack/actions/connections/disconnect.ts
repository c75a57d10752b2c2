import { disconnect as disconnectFrom } from '../../../sync/connect.ts';
import { say, showPage } from '../../answers.ts';
import { SYSTEMS } from '../../ui/pages/connections.ts';
import type { ActionEntry } from '../../visit.ts';
import { readSystem } from './connect.ts';

/** Forgets credentials. */
export const disconnect: ActionEntry = {
  who: 'admin',
  run: async (visit, { value }) => {
    const { context, workspaceId, userId: by, place } = visit;
    const kind = readSystem(value);
    const there = await disconnectFrom(context, { workspaceId, kind, by });
    if (place.kind === 'modal' || (place.kind === 'message' && place.ephemeral))
      return showPage(visit, { page: 'connections' }, 'replace');
    const { title } = SYSTEMS[kind];
    await say(visit, {
      says: there ? `${title} is disconnected.` : `${title} was not connected.`,
      kind: 'done',
    });
  },
};
