import { findName } from '../../../store/names.ts';
import { changeSettings } from '../../../sync/change-settings.ts';
import type { ViewEntry } from '../../visit.ts';

/** The PRISM agreement that new customers are read from. */
export const chooseAgreement: ViewEntry = {
  who: 'admin',
  submit: async ({ context, workspaceId, userId: by, place }) => {
    const chosen = place.values.agreement?.agreement?.selected_option?.value;
    if (!chosen) return { kind: 'errors', errors: { agreement: 'Choose one.' } };
    const known = await findName(context.db, workspaceId, 'source-agreement', chosen);
    await changeSettings(context, { workspaceId, by, changed: { sourceAgreementId: known?.id ?? chosen } });
    return { kind: 'close' };
  },
};
