import type { ViewEntry } from '../../visit.ts';

export const resumeCustomer: ViewEntry = {
  who: 'operator',
  submit: async () => {
    throw new Error('not built yet');
  },
};
