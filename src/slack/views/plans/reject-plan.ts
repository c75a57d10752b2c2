import type { ViewEntry } from '../../visit.ts';

export const rejectPlan: ViewEntry = {
  who: 'operator',
  submit: async () => {
    throw new Error('not built yet');
  },
};
