import type { ViewEntry } from '../../visit.ts';

export const namePerson: ViewEntry = {
  who: 'admin',
  submit: async () => {
    throw new Error('not built yet');
  },
};
