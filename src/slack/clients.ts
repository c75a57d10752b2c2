import { WebClient } from '@slack/web-api';
import type { SlackConfig } from '../config.ts';
import { identify } from './authorize.ts';
import { boltLogger } from './log.ts';
import type { SlackContext } from './visit.ts';

/**
 * Clients for what nobody waits for, one a workspace: patient, never trying twice by themselves, and apart from those
 * that people wait for, which a 429 here must not hold up (Slack reference 2.4).
 */
export function createClients(
  context: SlackContext,
  slack: SlackConfig,
): (workspaceId: string) => Promise<WebClient | undefined> {
  const clients = new Map<string, { token: string; client: WebClient }>();
  const known = identify(context, slack);
  return async workspaceId => {
    const token = await known.tokenOf(workspaceId);
    if (token === undefined) return undefined;
    const there = clients.get(workspaceId);
    if (there?.token === token) return there.client;
    const client = new WebClient(token, {
      slackApiUrl: slack.apiUrl,
      timeout: 10_000,
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      logger: boltLogger(context.log),
      allowAbsoluteUrls: false,
    });
    clients.set(workspaceId, { token, client });
    return client;
  };
}
