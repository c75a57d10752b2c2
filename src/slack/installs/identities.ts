import type { Authorize } from '@slack/bolt';
import { WebClient, type WebClientOptions } from '@slack/web-api';
import type { SlackConfig } from '../../config.ts';
import type { Log } from '../../log.ts';
import { boltLogger } from '../log.ts';
import { Refused } from '../middleware/refused.ts';

/** Who the app is in each workspace. */
export type Identities = {
  /** @throws Refused when the app is not installed there, or that cannot be seen */
  authorize: Authorize<boolean>;
  /** undefined: not installed there. */
  tokenOf(workspaceId: string): Promise<string | undefined>;
  /** Asks Slack what can be asked before anybody waits. @throws when Slack does not say */
  prepare(): Promise<void>;
  /** The app was taken away there: what was known of it does not hold. */
  forget(workspaceId: string): void;
  /** Waits for what is still being renewed. */
  idle(): Promise<void>;
};

/** For calls that a request waits for. */
export const askingOptions = (slack: SlackConfig, log: Log): WebClientOptions => ({
  slackApiUrl: slack.apiUrl,
  timeout: 2_500,
  retryConfig: { retries: 0 },
  rejectRateLimitedCalls: true,
  logger: boltLogger(log),
  allowAbsoluteUrls: false,
});

export const askingClient = (slack: SlackConfig, log: Log, token?: string): WebClient =>
  new WebClient(token, askingOptions(slack, log));

export const notInstalled = (workspaceId: string): Refused =>
  new Refused(401, 'not-installed', `The app is not installed in ${workspaceId || 'no workspace at all'}.`);
