import type { ViewEntry } from '../../visit.ts';

export const mapProduct: ViewEntry = {
  who: 'operator',
  submit: async () => {
    throw new Error('not built yet');
  },
};
