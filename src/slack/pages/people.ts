import { listPeople } from '../../store/people.ts';
import { peopleScreen } from '../ui/pages/people.ts';
import type { PageEntry } from './index.ts';

/** Who is admin, operator, viewer. */
export const people: PageEntry = {
  who: 'admin',
  title: 'People',
  render: async ({ context, workspaceId }, state) =>
    peopleScreen(await listPeople(context.db, workspaceId), state),
};
