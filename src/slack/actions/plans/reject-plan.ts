import { StaleError } from '../../../errors.ts';
import { openModal } from '../../answers.ts';
import { rejectModal } from '../../ui/modals/reject-plan.ts';
import type { ActionEntry } from '../../visit.ts';
import { readPlanValue } from './plan-value.ts';

/** Asks why. */
export const rejectPlan: ActionEntry = {
  who: 'operator',
  run: async (visit, { value }) => {
    if ('run' in readPlanValue(value)) throw new StaleError('This button is of an older version.');
    await openModal(visit, 'Reject plan', async () => rejectModal(value));
  },
};
