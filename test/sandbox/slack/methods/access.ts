import { Refusal } from '../wire/refusal.ts';
import type { World } from '../wire/world.ts';
import type { Method } from './method.ts';

const apiTest: Method = {
  tier: 4,
  token: 'none',
  run: ({ args }) => {
    const error = args.text('error');
    if (error) throw new Refusal(error, { args: args.seen });
    return { args: args.seen };
  },
};

const authTest: Method = {
  tier: 4,
  token: 'bot',
  run: ({ bot, world: { book } }) => {
    const team = book.teams.get(bot.teamId);
    return {
      url: 'https://acme.slack.com/',
      team: team?.name,
      user: book.members.get(bot.botUserId)?.name,
      team_id: bot.enterpriseId ?? bot.teamId,
      user_id: bot.botUserId,
      bot_id: bot.botId,
      ...(team?.enterpriseId && { enterprise_id: team.enterpriseId }),
      is_enterprise_install: bot.enterpriseId !== null,
    };
  },
};

const authRevoke: Method = {
  tier: 3,
  token: 'bot',
  run: ({ args, bot }) => {
    if (args.flag('test')) return { revoked: false };
    bot.revoked = true;
    return { revoked: true };
  },
};

/** Every token of this bot ends, and its user with it. */
const uninstall: Method = {
  tier: 3,
  token: 'bot',
  run: ({ args, bot, world }) => {
    checkClient(world, args.required('client_id'), args.required('client_secret'));
    const user = world.book.members.get(bot.botUserId);
    if (user) user.deleted = true;
    return {};
  },
};

export function checkClient({ app }: World, id: string | undefined, secret: string | undefined): void {
  if (id !== app.clientId) throw new Refusal('invalid_client_id');
  if (secret !== app.clientSecret) throw new Refusal('bad_client_secret');
}

const connectionsOpen: Method = {
  tier: 1,
  token: 'app',
  run: ({ world }) => ({ url: world.socketMode.ticketUrl() }),
};

export const access: Record<string, Method> = {
  'api.test': apiTest,
  'auth.test': authTest,
  'auth.revoke': authRevoke,
  'apps.uninstall': uninstall,
  'apps.connections.open': connectionsOpen,
};
