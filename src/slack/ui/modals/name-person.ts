import type { ModalView } from '@slack/types';
import { input, modal, option, plain } from '../parts/blocks.ts';

export const namePersonView = (groups: readonly { id: string; name: string }[]): ModalView =>
  modal(
    'name-person',
    'Name people',
    [
      input(
        'People',
        'people',
        {
          type: 'multi_users_select',
          action_id: 'people',
          placeholder: plain('Choose people', 150),
        },
        { optional: true },
      ),
      ...(groups.length > 0
        ? [
            input(
              'User groups',
              'groups',
              {
                type: 'multi_static_select',
                action_id: 'groups',
                options: groups.slice(0, 100).map(({ id, name }) => option(name, id)),
                placeholder: plain('Choose user groups', 150),
              },
              { optional: true },
            ),
          ]
        : []),
      input('Role', 'role', {
        type: 'radio_buttons',
        action_id: 'role',
        options: [
          option('Viewer', 'viewer', 'looks'),
          option('Operator', 'operator', 'maps, syncs, approves, decides'),
          option('Admin', 'admin', 'connects, changes settings, says who is who'),
        ],
        initial_option: option('Viewer', 'viewer', 'looks'),
      }),
    ],
    { submit: 'Save', close: 'Cancel' },
  );
