/** The Slack app with everything it listens to. Importing this starts nothing; `start` does. */
import { setTimeout as sleep } from 'node:timers/promises';
import { App, HTTPReceiver, type Receiver } from '@slack/bolt';
import { type Clock, systemClock } from './clock.ts';
import type { SlackConfig } from './config.ts';
import type { Context } from './context.ts';
import { createMetrics } from './metrics.ts';
import { identify } from './slack/authorize.ts';
import { listen } from './slack/index.ts';
import { installRoutes } from './slack/installs/install-routes.ts';
import { boltLogger } from './slack/log.ts';
import { guard, type Signed } from './slack/middleware/guard.ts';
import { databaseProbe, healthRoutes } from './slack/middleware/health.ts';
import { Refused } from './slack/middleware/refused.ts';
import { socketMode } from './slack/middleware/socket-mode.ts';
import { onlySlack } from './slack/only-slack.ts';
import { Roles } from './slack/roles.ts';

/** For what somebody waits for: Slack's own limit is three seconds, so nothing is tried twice. */
const INTERACTIVE = { timeout: 2_500, retryConfig: { retries: 0 }, rejectRateLimitedCalls: true } as const;

/** Slack's requests are small and whole at once; this bounds what a stranger can make us read and hold. */
const BODY_LIMIT = 1024 * 1024;
const SERVER = { headersTimeout: 5_000, requestTimeout: 10_000, connectionsCheckingInterval: 2_000 };

/** What is still being worked on then is left to itself. */
const STOP_MS = 8_000;

export type SlackApp = {
  /** @returns the port it listens on */
  start(port?: number): Promise<number>;
  /** Waits for what was acknowledged and is still being worked on. */
  idle(): Promise<void>;
  /** Takes no more, and waits for the rest, eight seconds at most. */
  stop(): Promise<void>;
};

export type Around = {
  /** Every resident thread runs. */
  workers?: () => boolean;
  /** Slack's time: that of stamps and tokens, also where the house's own clock stands still. */
  clock?: Clock;
};

export function createApp(
  context: Context,
  slack: SlackConfig,
  { workers, clock = systemClock }: Around = {},
): SlackApp {
  const { db, log } = context;
  const logger = boltLogger(log);
  const metrics = createMetrics();
  const identities = identify(context, slack, clock);
  const probes = {
    database: databaseProbe(db),
    ...(workers ? { workers: async () => (workers() ? null : 'a worker is not running') } : {}),
  };
  const socket = slack.appToken === null ? null : socketMode(slack, slack.appToken, log);
  // Also in Socket Mode, where it takes no requests of Slack.
  const web = new HTTPReceiver({
    signingSecret: slack.signingSecret ?? '',
    signatureVerification: socket === null,
    endpoints: socket === null ? ['/slack/events'] : [],
    bodyLimit: BODY_LIMIT,
    logger,
    customRoutes: healthRoutes(probes, metrics),
    ...installRoutes(context, slack, clock),
    customPropertiesExtractor: ({ headers }): Signed => ({
      signature: String(headers['x-slack-signature']),
      stamp: Number(headers['x-slack-request-timestamp']),
    }),
    dispatchErrorHandler: ({ response }) => {
      response.writeHead(404);
      response.end();
    },
    processEventErrorHandler: async ({ error, response }) => {
      if (!(error instanceof Refused)) log.error({ err: error }, 'a listener broke off');
      if (response.headersSent) return false;
      response.writeHead(error instanceof Refused ? error.status : 500);
      response.end();
      return true;
    },
  });
  const receiver: Receiver = {
    init: bolt => {
      const processEvent = guard({ db, clock, log, metrics }, event => bolt.processEvent(event));
      for (const one of [web, socket]) one?.init({ processEvent } as App);
    },
    start: async () => {},
    stop: async () => {},
  };
  const bolt = new App({
    receiver,
    authorize: identities.authorize,
    clientOptions: {
      ...{ slackApiUrl: slack.apiUrl, ...INTERACTIVE, logger, allowAbsoluteUrls: false },
      fetch: onlySlack(slack.apiUrl, log),
    },
    convoStore: false,
    logger,
    deferInitialization: true,
  });
  // Whoever waits for it tells of it, once.
  bolt.error(async error => {
    throw error;
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
    await identities.idle();
  };
  listen(bolt, { context, roles: new Roles(context.clock), track }, identities);
  let stopServer = (): void => {};
  return {
    start: async (port = context.config.port) => {
      await bolt.init();
      await identities.prepare().catch(error => log.warn({ err: error }, 'Slack does not know us yet'));
      const server = await web.start(port, SERVER);
      stopServer = () => server.closeAllConnections();
      await socket?.start();
      const address = server.address();
      return address !== null && typeof address === 'object' ? address.port : port;
    },
    idle,
    stop: async () => {
      const rest = Promise.allSettled([socket?.stop(), web.stop(), idle()]);
      await Promise.race([rest, sleep(STOP_MS, 'late', { ref: false })]).then(
        late => late === 'late' && log.warn({ left: working.size }, 'stopped before all was done'),
      );
      stopServer();
    },
  };
}
