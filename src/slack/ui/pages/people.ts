import type { KnownBlock } from '@slack/types';
import { actions, button, context, section } from '../parts/blocks.ts';
import { mention } from '../parts/mention.ts';
import { cutBlocks, type PageState, pager, type Screen } from '../parts/pages.ts';
import { instant } from '../parts/text.ts';

export type NamedPerson = {
  kind: 'user' | 'group';
  id: string;
  role: 'admin' | 'operator' | 'viewer';
  namedBy: string;
  namedAt: Date;
};

const ROLES = {
  admin: 'Admins connect, change settings and say who is who; they may do all that operators may.',
  operator: 'Operators map, sync, approve and decide.',
  viewer: 'Viewers look.',
};

export function peopleScreen(people: readonly NamedPerson[], state: PageState): Screen {
  const rows = (Object.keys(ROLES) as NamedPerson['role'][]).flatMap(role => {
    const named = people.filter(one => one.role === role);
    const head: KnownBlock[] = [section(`*${ROLES[role]}*`)];
    return named.length === 0
      ? [
          [
            ...head,
            context(role === 'admin' ? 'Slack’s owners and admins, until one is named.' : 'Nobody yet.'),
          ],
        ]
      : [head, ...named.map(personRow)];
  });
  const page = cutBlocks(rows, state.at ?? 1);
  return {
    title: 'People',
    text: 'Who is admin, operator, viewer',
    blocks: [
      ...page.rows.flat(),
      ...pager(state, page, 'entries'),
      context('Owners of the Slack workspace stay admins always.'),
      ...actions([button('Name people…', 'name-person', '', { style: 'primary' })]),
    ],
  };
}

const personRow = ({ kind, id, role, namedBy, namedAt }: NamedPerson): KnownBlock[] => [
  section(
    `${kind === 'user' ? mention(id) : groupMention(id)} · named by ${mention(namedBy)} ${instant(namedAt)}`,
    button('Remove', `remove-person:${id}`, `${kind}|${id}`, {
      confirm: { title: 'Remove?', text: `The role ${role} is taken away here, at once.`, yes: 'Remove' },
    }),
  ),
];

const groupMention = (id: string): string => (/^S[A-Z0-9]{2,}$/.test(id) ? `<!subteam^${id}>` : id);
