import { openResume } from '../../mapping/open-resume.ts';
import type { ActionEntry } from '../../visit.ts';

/** Of the tenant in its value; without one, of all customers. */
export const resume: ActionEntry = {
  who: 'operator',
  run: (visit, { value: tenantId }) => openResume(visit, tenantId || null),
};
