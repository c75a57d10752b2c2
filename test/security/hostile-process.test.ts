/** A request that breaks Slack’s library does not end the process, and is logged like everything else. */
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { startBot } from '../jobs/storm/processes.ts';
import { openOffice } from '../support/office.ts';

test('a signed body that is nothing at all is survived', async () => {
  await using office = await openOffice({ connected: false });
  const { slack, context } = office;
  await using bot = await startBot({
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_SIGNING_SECRET: slack.signingSecret,
    SLACK_API_URL: slack.apiUrl,
    ENCRYPTION_KEYS: `test:${Buffer.alloc(32, 7).toString('base64')}`,
    DATABASE_URL: context.databaseUrl,
  });
  for (const [type, body] of [
    ['application/json', 'null'],
    ['application/x-www-form-urlencoded', 'payload=null'],
  ] as const) {
    const stamp = String(Math.floor(Date.now() / 1000));
    const hash = createHmac('sha256', slack.signingSecret).update(`v0:${stamp}:${body}`).digest('hex');
    const socket = connect(Number(new URL(bot.url).port), '127.0.0.1');
    await once(socket, 'connect');
    const heard = bot.says('a request broke off');
    socket.write(
      [
        'POST /slack/events HTTP/1.1',
        'host: x',
        `content-type: ${type}`,
        `content-length: ${body.length}`,
        `x-slack-request-timestamp: ${stamp}`,
        `x-slack-signature: v0=${hash}`,
        '',
        body,
      ].join('\r\n'),
    );
    await heard;
    socket.destroy();
    expect(await (await fetch(`${bot.url}/healthz`)).text()).toBe('ok\n');
  }
  bot.signal('SIGTERM');
  expect(await bot.ended).toEqual([0, null]);
});
