import { type Clock, systemClock } from '../clock.ts';
import type { SlackConfig } from '../config.ts';
import type { Identities } from './installs/identities.ts';
import { manyWorkspaces } from './installs/many-workspaces.ts';
import { oneWorkspace } from './installs/one-workspace.ts';
import type { SlackContext } from './visit.ts';

export type { Identities } from './installs/identities.ts';

/**
 * Many workspaces where OAuth is configured, else the one of the bot token.
 * @param clock Slack's time, by which tokens end; the house's own may stand still
 */
export const identify = (
  context: SlackContext,
  slack: SlackConfig,
  clock: Clock = systemClock,
): Identities =>
  slack.oauth ? manyWorkspaces(context, slack, clock) : oneWorkspace(context, slack, slack.botToken ?? '');
