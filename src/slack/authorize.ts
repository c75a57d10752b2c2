import { AuthorizationError, type Authorize } from '@slack/bolt';
import { WebClient } from '@slack/web-api';
import type { SlackConfig } from '../config.ts';
import { saveWorkspace } from '../store/workspaces.ts';
import type { SlackContext } from './visit.ts';

type Identity = { botToken: string; botId: string; botUserId: string; teamId: string };

/** The one workspace of the bot token; requests of another are refused, however well they are signed. */
export function createAuthorize(context: SlackContext, slack: SlackConfig): Authorize<boolean> {
  const token = slack.botToken ?? '';
  let identity: Promise<Identity> | undefined;
  const identify = (): Promise<Identity> => {
    identity ??= ask(context, slack.apiUrl, token);
    identity.catch(() => {
      identity = undefined;
    });
    return identity;
  };
  return async ({ teamId, enterpriseId, isEnterpriseInstall }) => {
    const known = await identify();
    if (isEnterpriseInstall || teamId !== known.teamId) {
      throw new AuthorizationError(
        `a request of workspace ${teamId ?? enterpriseId} was refused: the token is of ${known.teamId}`,
        new Error('foreign workspace'),
      );
    }
    return known;
  };
}

async function ask({ db, clock }: SlackContext, apiUrl: string, token: string): Promise<Identity> {
  const client = new WebClient(token, { slackApiUrl: apiUrl, timeout: 2_500, retryConfig: { retries: 0 } });
  const { team_id, team, user_id, bot_id } = await client.auth.test();
  const teamId = String(team_id);
  await saveWorkspace(db, { id: teamId, name: team ?? teamId, at: clock.now() });
  return { botToken: token, teamId, botId: String(bot_id), botUserId: String(user_id) };
}
