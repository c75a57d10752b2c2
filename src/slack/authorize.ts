import { AuthorizationError, type Authorize } from '@slack/bolt';
import { WebClient } from '@slack/web-api';
import type { SlackConfig } from '../config.ts';
import { saveWorkspace } from '../store/workspaces.ts';
import { boltLogger } from './log.ts';
import type { SlackContext } from './visit.ts';

export type Identity = { botToken: string; botId: string; botUserId: string; teamId: string };

export type Identities = {
  authorize: Authorize<boolean>;
  /** undefined: not installed there. */
  tokenOf(workspaceId: string): Promise<string | undefined>;
};

/** The one workspace of the bot token; requests of another are refused, however well they are signed. */
export function identify(context: SlackContext, slack: SlackConfig): Identities {
  const token = slack.botToken ?? '';
  let asked: Promise<Identity> | undefined;
  const identity = (): Promise<Identity> => {
    asked ??= ask(context, slack.apiUrl, token);
    asked.catch(() => {
      asked = undefined;
    });
    return asked;
  };
  return {
    authorize: async ({ teamId, enterpriseId, isEnterpriseInstall }) => {
      const known = await identity();
      if (isEnterpriseInstall || teamId !== known.teamId) {
        throw new AuthorizationError(
          `a request of workspace ${teamId ?? enterpriseId} was refused: the token is of ${known.teamId}`,
          new Error('foreign workspace'),
        );
      }
      return known;
    },
    tokenOf: async workspaceId => ((await identity()).teamId === workspaceId ? token : undefined),
  };
}

async function ask(context: SlackContext, apiUrl: string, token: string): Promise<Identity> {
  const { db, clock, log } = context;
  const client = new WebClient(token, {
    slackApiUrl: apiUrl,
    timeout: 2_500,
    retryConfig: { retries: 0 },
    logger: boltLogger(log),
  });
  const { team_id, team, user_id, bot_id } = await client.auth.test();
  const teamId = String(team_id);
  await saveWorkspace(db, { id: teamId, name: team ?? teamId, at: clock.now() });
  return { botToken: token, teamId, botId: String(bot_id), botUserId: String(user_id) };
}
