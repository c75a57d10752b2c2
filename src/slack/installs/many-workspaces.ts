import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import type { SlackConfig } from '../../config.ts';
import { findInstallation, renewInstallation } from '../../store/installations.ts';
import { workspaceOf } from '../gate/enter.ts';
import { Refused } from '../middleware/refused.ts';
import type { SlackContext } from '../visit.ts';
import { askingClient, type Identities, notInstalled } from './identities.ts';

/** Of Slack's installation, what is needed to act as the bot. */
const Installed = z.looseObject({
  bot: z.looseObject({
    token: z.string(),
    id: z.string(),
    userId: z.string(),
    /** Seconds since 1970; with a refresh token, which is good once. */
    expiresAt: z.number().optional(),
    refreshToken: z.string().optional(),
  }),
});
type Installed = z.output<typeof Installed>;
type Bot = Installed['bot'];

/** A token lives twelve hours, and is renewed in the background for the last two of them. */
const RENEW_MS = 2 * 60 * 60_000;
/** So short before its end it is not used any more. */
const LAST_MS = 60_000;

/**
 * Workspaces, and whole organisations, where the app was installed by OAuth. The table is read for each request: it may
 * have been installed, renewed or taken away by another process a moment ago.
 * @param clock Slack's time, by which tokens end
 */
export function manyWorkspaces(context: SlackContext, slack: SlackConfig, clock: Clock): Identities {
  const { db, seal, log } = context;
  const renewing = new Map<string, Promise<Bot | undefined>>();

  const renew = (workspaceId: string): Promise<Bot | undefined> => {
    const there = renewing.get(workspaceId);
    if (there) return there;
    const work = renewInstallation(db, workspaceId, seal, async installation => {
      const before = Installed.parse(installation);
      // Another process was quicker.
      return left(before.bot, clock) > RENEW_MS ? installation : refreshed(context, slack, before, clock);
    })
      .then(installation => (installation === undefined ? undefined : Installed.parse(installation).bot))
      .finally(() => renewing.delete(workspaceId));
    renewing.set(workspaceId, work);
    return work;
  };

  const botOf = async (workspaceId: string): Promise<Bot | undefined> => {
    const found = await findInstallation(db, workspaceId, seal);
    if (!found) return undefined;
    const { bot } = Installed.parse(found.installation);
    if (left(bot, clock) > RENEW_MS) return bot;
    const renewed = renew(workspaceId);
    if (left(bot, clock) <= LAST_MS) return renewed;
    renewed.catch(error => log.error({ err: error, workspace: workspaceId }, 'a token was not renewed'));
    return bot;
  };

  return {
    authorize: async source => {
      const workspaceId = workspaceOf(source);
      const bot = await botOf(workspaceId).catch(error => {
        throw new Refused(503, 'token', 'The token could not be read or renewed.', error);
      });
      if (!bot) throw notInstalled(workspaceId);
      const { teamId, enterpriseId } = source;
      return {
        botToken: bot.token,
        botId: bot.id,
        botUserId: bot.userId,
        ...(teamId === undefined ? {} : { teamId }),
        ...(enterpriseId === undefined ? {} : { enterpriseId }),
      };
    },
    tokenOf: async workspaceId => (await botOf(workspaceId))?.token,
    prepare: async () => {},
    forget: () => {},
    idle: async () => void (await Promise.allSettled(renewing.values())),
  };
}

/** Milliseconds until the token ends. */
const left = ({ expiresAt, refreshToken }: Bot, clock: Clock): number =>
  expiresAt === undefined || refreshToken === undefined
    ? Number.POSITIVE_INFINITY
    : expiresAt * 1000 - clock.now().getTime();

const Refreshed = z.object({ access_token: z.string(), refresh_token: z.string(), expires_in: z.number() });

async function refreshed(
  { log }: SlackContext,
  slack: SlackConfig,
  before: Installed,
  clock: Clock,
): Promise<Installed> {
  const { clientId = '', clientSecret = '' } = slack.oauth ?? {};
  const { token: oldToken, refreshToken: old = '' } = before.bot;
  for (const secret of [oldToken, old]) log.register(secret);
  const answer = Refreshed.parse(
    await askingClient(slack, log).oauth.v2.access({
      client_id: clientId,
      client_secret: clientSecret,
      grant_type: 'refresh_token',
      refresh_token: old,
    }),
  );
  for (const secret of [oldToken, old]) log.forget(secret);
  const expiresAt = Math.floor(clock.now().getTime() / 1000) + answer.expires_in;
  const { access_token: token, refresh_token: refreshToken } = answer;
  return { ...before, bot: { ...before.bot, token, refreshToken, expiresAt } };
}
