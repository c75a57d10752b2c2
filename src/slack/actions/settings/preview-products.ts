import { startPreview } from '../../start-preview.ts';
import type { ActionEntry } from '../../visit.ts';

/** What a product sync would do now. */
export const previewProducts: ActionEntry = {
  who: 'viewer',
  run: visit => startPreview(visit, { kind: 'products' }),
};
