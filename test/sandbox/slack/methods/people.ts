import { showMember } from '../shown.ts';
import { Refusal } from '../wire/refusal.ts';
import { type Asked, type Method, paged, serves, teamOf } from './method.ts';

const usersInfo: Method = {
  tier: 4,
  token: 'bot',
  scopes: ['users:read'],
  run: ({ args, bot, world }) => {
    const member = world.book.members.get(args.required('user'));
    if (!member) throw new Refusal('user_not_found');
    // Someone from elsewhere is seen when met in a shared channel.
    if (!serves(world, bot, member.teamId) && !member.isStranger) throw new Refusal('user_not_visible');
    return { user: showMember(member) };
  },
};

const usersList: Method = {
  tier: 2,
  token: 'bot',
  scopes: ['users:read'],
  run: asked => {
    const team = teamOf(asked);
    const all = [...asked.world.book.members.values()].filter(({ teamId }) => teamId === team);
    const { page, next } = paged(asked, all, 1000, 1000);
    return { members: page.map(showMember), response_metadata: { next_cursor: next } };
  },
};

const groupsOf = (asked: Asked) => {
  const team = teamOf(asked);
  const all = [...asked.world.book.groups.values()].filter(({ teamId }) => teamId === team);
  return asked.args.flag('include_disabled') ? all : all.filter(({ disabled }) => !disabled);
};

const groupsList: Method = {
  tier: 2,
  token: 'bot',
  scopes: ['usergroups:read'],
  run: asked => ({
    usergroups: groupsOf(asked).map(({ id, teamId, handle, members, disabled }) => ({
      id,
      team_id: teamId,
      is_usergroup: true,
      name: handle,
      handle,
      date_delete: disabled ? 1 : 0,
      ...(asked.args.flag('include_users') && { users: [...members] }),
      ...(asked.args.flag('include_count') && { user_count: members.size }),
    })),
  }),
};

const groupMembers: Method = {
  tier: 2,
  token: 'bot',
  scopes: ['usergroups:read'],
  run: asked => {
    const wanted = asked.args.required('usergroup');
    const group = groupsOf(asked).find(({ id }) => id === wanted);
    if (!group) throw new Refusal('no_such_subteam');
    return { users: [...group.members] };
  },
};

export const people: Record<string, Method> = {
  'users.info': usersInfo,
  'users.list': usersList,
  'usergroups.list': groupsList,
  'usergroups.users.list': groupMembers,
};
