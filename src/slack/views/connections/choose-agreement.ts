import type { ViewEntry } from '../../visit.ts';

export const chooseAgreement: ViewEntry = {
  who: 'admin',
  submit: async () => {
    throw new Error('not built yet');
  },
};
