import type { Installation } from '../book.ts';
import { install, rotate } from '../builders.ts';
import { Refusal } from '../wire/refusal.ts';
import type { Code, World } from '../wire/world.ts';
import { checkClient } from './access.ts';
import type { Asked, Json, Method } from './method.ts';

const CODE_LIFE_MS = 10 * 60_000;

/** What a token without rotation is refreshed to live for: Slack's twelve hours. */
const TOKEN_LIFE_SECONDS = 43_200;

/** Exchanges a code of the authorize page, or a refresh token, for a bot token. Each can be used once. */
const access: Method = {
  tier: 4,
  token: 'none',
  run: asked => {
    const { args, world } = asked;
    checkClient(world, args.text('client_id'), args.text('client_secret'));
    const grant = args.text('grant_type') ?? 'authorization_code';
    if (grant === 'authorization_code') return byCode(asked);
    if (grant === 'refresh_token') return byRefreshToken(asked);
    throw new Refusal('invalid_grant_type');
  },
};

function byCode({ args, world }: Asked): Json {
  const code = world.codes.get(args.text('code') ?? '');
  if (!code || world.book.clock.now().getTime() - code.madeAt > CODE_LIFE_MS)
    throw new Refusal('invalid_code');
  if (code.used) throw new Refusal('code_already_used');
  if ((args.text('redirect_uri') ?? code.redirectUri) !== code.redirectUri)
    throw new Refusal('bad_redirect_uri');
  code.used = true;
  return granted(world, installed(world, code), code.userId);
}

/** Installed again, an app without rotation keeps its token, which gains the new scopes. */
function installed({ book, switches }: World, { teamId, scopes, orgWide }: Code): Installation {
  const lifeSeconds = switches.tokenLifeSeconds;
  const former = [...book.installations.values()].find(
    one =>
      one.teamId === teamId &&
      (one.enterpriseId !== null) === orgWide &&
      !one.revoked &&
      one.expiresAt === null &&
      !book.members.get(one.botUserId)?.deleted,
  );
  const all = [...new Set([...(former?.scopes ?? []), ...scopes])];
  if (!former || lifeSeconds !== null) return install(book, teamId, all, { orgWide, lifeSeconds });
  former.scopes = all;
  return former;
}

function byRefreshToken({ args, world }: Asked): Json {
  const given = args.required('refresh_token');
  const old = [...world.book.installations.values()].find(({ refreshToken }) => refreshToken === given);
  if (!old || old.revoked) throw new Refusal('invalid_refresh_token');
  const lifeSeconds = world.switches.tokenLifeSeconds ?? TOKEN_LIFE_SECONDS;
  return granted(world, rotate(world.book, old, lifeSeconds), null);
}

function granted({ app, book }: World, bot: Installation, userId: string | null): Json {
  const team = book.teams.get(bot.teamId);
  const isOrgWide = bot.enterpriseId !== null;
  return {
    app_id: app.appId,
    ...(userId !== null && { authed_user: { id: userId } }),
    scope: bot.scopes.join(','),
    token_type: 'bot',
    access_token: bot.token,
    bot_user_id: bot.botUserId,
    team: isOrgWide ? null : { id: bot.teamId, name: team?.name },
    enterprise: team?.enterpriseId ? { id: team.enterpriseId, name: 'Acme' } : null,
    is_enterprise_install: isOrgWide,
    ...(bot.expiresAt !== null && {
      expires_in: Math.round((bot.expiresAt - book.clock.now().getTime()) / 1000),
      refresh_token: bot.refreshToken,
    }),
  };
}

export const oauth: Record<string, Method> = { 'oauth.v2.access': access };
