import { setTimeout as sleep } from 'node:timers/promises';
import { SocketModeReceiver } from '@slack/bolt';
import type { SlackConfig } from '../../config.ts';
import type { Log } from '../../log.ts';
import { boltLogger } from '../log.ts';
import { Refused } from './refused.ts';

const AGAIN_MS = 30_000;

/**
 * A connection that Slack is called over, so that nothing has to be reachable from outside. The first one must succeed;
 * later ones are tried until they do, where Bolt would end the process.
 */
export function socketMode(slack: SlackConfig, appToken: string, log: Log): SocketModeReceiver {
  const receiver = new SocketModeReceiver({
    appToken,
    logger: boltLogger(log),
    // Bolt writes into it.
    installerOptions: { clientOptions: { slackApiUrl: slack.apiUrl, timeout: 10_000 } },
    processEventErrorHandler: async ({ error }) => {
      if (!(error instanceof Refused)) log.error({ err: error }, 'a listener broke off');
      // Not acknowledged, Slack tells it again.
      return !(error instanceof Refused && error.status === 503);
    },
  });
  const { client: connection } = receiver;
  const connect = connection.start.bind(connection);
  let isFirst = true;
  connection.start = async () => {
    for (;;) {
      try {
        const connected = await connect();
        isFirst = false;
        return connected;
      } catch (error) {
        if (isFirst) throw error;
        log.error({ err: error }, 'Slack could not be connected to; it is tried again');
        await sleep(AGAIN_MS, undefined, { ref: false });
      }
    }
  };
  return receiver;
}
