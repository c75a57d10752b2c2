import { getSettings } from '../../../store/settings.ts';
import { connectSource } from '../../../sync/connect.ts';
import { PROGRAM } from '../../../sync/sync-context.ts';
import { checked } from '../../connecting.ts';
import { prismConnected } from '../../ui/modals/connected.ts';
import type { ViewEntry } from '../../visit.ts';

/** Proves PRISM credentials and keeps them; with several agreements one is chosen next. */
export const connectPrism: ViewEntry = {
  who: 'admin',
  submit: async visit =>
    checked(visit, 'prism', 'Connect PRISM', async credentials => {
      const { context, workspaceId, userId: by } = visit;
      const { agreements } = await connectSource(context, { workspaceId, credentials, by });
      const { sourceAgreementId } = await getSettings(context.db, workspaceId, PROGRAM);
      return prismConnected(agreements, sourceAgreementId);
    }),
};
