import { openModal } from '../../answers.ts';
import { namePersonView } from '../../ui/modals/name-person.ts';
import type { ActionEntry, Visit } from '../../visit.ts';

/** Asks who gets which role. */
export const namePerson: ActionEntry = {
  who: 'admin',
  run: visit => openModal(visit, 'Name people', async () => namePersonView(await groupsOf(visit))),
};

/** The workspace's user groups; none where Slack does not say. */
async function groupsOf({ client, log }: Visit): Promise<{ id: string; name: string }[]> {
  try {
    const { usergroups = [] } = await client.usergroups.list();
    return usergroups.flatMap(({ id, name, handle, date_delete }) =>
      id && !date_delete ? [{ id, name: name ?? handle ?? id }] : [],
    );
  } catch (error) {
    log.warn({ err: error }, 'user groups could not be read');
    return [];
  }
}
