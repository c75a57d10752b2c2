/** The Slack app with everything it listens to. Importing this starts nothing; `start` does. */
import { App, HTTPReceiver } from '@slack/bolt';
import type { SlackConfig } from './config.ts';
import type { Context } from './context.ts';
import { identify } from './slack/authorize.ts';
import { listen } from './slack/index.ts';
import { boltLogger } from './slack/log.ts';
import { Roles } from './slack/roles.ts';

/** For what somebody waits for: Slack's own limit is three seconds, so nothing is tried twice. */
const INTERACTIVE = { timeout: 2_500, retryConfig: { retries: 0 }, rejectRateLimitedCalls: true } as const;

/** Slack's requests are small; this bounds what a stranger can make us read. */
const BODY_LIMIT = 1024 * 1024;

export type SlackApp = {
  /** @returns the port it listens on */
  start(port?: number): Promise<number>;
  /** Waits for what was acknowledged and is still being worked on. */
  idle(): Promise<void>;
  /** Takes no more, and waits for the rest. */
  stop(): Promise<void>;
};

export function createApp(context: Context, slack: SlackConfig): SlackApp {
  const logger = boltLogger(context.log);
  const receiver = new HTTPReceiver({
    signingSecret: slack.signingSecret ?? '',
    endpoints: '/slack/events',
    bodyLimit: BODY_LIMIT,
    logger,
  });
  const app = new App({
    receiver,
    authorize: identify(context, slack).authorize,
    clientOptions: { slackApiUrl: slack.apiUrl, ...INTERACTIVE, logger, allowAbsoluteUrls: false },
    convoStore: false,
    logger,
    deferInitialization: true,
  });
  const working = new Set<Promise<unknown>>();
  const track = <T>(work: Promise<T>): Promise<T> => {
    working.add(work);
    const done = (): void => void working.delete(work);
    work.then(done, done);
    return work;
  };
  const idle = async (): Promise<void> => {
    while (working.size > 0) await Promise.allSettled(working);
  };
  listen(app, { context, roles: new Roles(context.clock), track });
  return {
    start: async (port = context.config.port) => {
      await app.init();
      const server = await receiver.start(port);
      const address = server.address();
      return address !== null && typeof address === 'object' ? address.port : port;
    },
    idle,
    stop: async () => {
      await receiver.stop();
      await idle();
    },
  };
}
