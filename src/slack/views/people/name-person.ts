import { z } from 'zod';
import { namePeople } from '../../../sync/name-people.ts';
import { PAGE_VIEW } from '../../ids.ts';
import { modal } from '../../ui/parts/blocks.ts';
import { noticeBlocks } from '../../ui/parts/notice.ts';
import { plural } from '../../ui/parts/text.ts';
import type { ViewEntry } from '../../visit.ts';

const Role = z.enum(['viewer', 'operator', 'admin']);

/** Gives those chosen the role. */
export const namePerson: ViewEntry = {
  who: 'admin',
  submit: async ({ context, workspaceId, userId: by, place: { values } }) => {
    const users = values.people?.people?.selected_users ?? [];
    const groups = values.groups?.groups?.selected_options?.map(({ value }) => value) ?? [];
    const who = [
      ...users.map(id => ({ kind: 'user' as const, id })),
      ...groups.map(id => ({ kind: 'group' as const, id })),
    ];
    if (who.length === 0) return { kind: 'errors', errors: { people: 'Choose somebody.' } };
    const role = Role.parse(values.role?.role?.selected_option?.value);
    await namePeople(context, { workspaceId, by, who, role });
    const says = `${plural(who.length, 'entry', 'entries')} named ${role}. It counts from now on.`;
    return { kind: 'show', view: modal(PAGE_VIEW, 'Name people', noticeBlocks({ kind: 'done', says })) };
  },
};
