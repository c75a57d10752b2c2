import { App, LogLevel } from '@slack/bolt';
import { afterEach, describe, expect, test } from 'vitest';
import { onStage } from './stage.ts';

const stage = onStage();
const { call } = stage;

let app: App | null = null;
afterEach(async () => {
  await app?.stop();
  app = null;
});

async function connect(): Promise<App> {
  const { botToken, appToken, apiUrl, installation } = stage.slack;
  app = new App({
    ...{ token: botToken, appToken, socketMode: true, logLevel: LogLevel.ERROR },
    ...{ botId: installation.botId, botUserId: installation.botUserId },
    clientOptions: { slackApiUrl: apiUrl },
  });
  return app;
}

const command = (text: string) => ({
  ...{ command: '/prism', text, team_id: stage.slack.teamId, user_id: stage.ada.id },
  ...{ channel_id: stage.ops.id, response_url: 'http://127.0.0.1/none', trigger_id: stage.trigger() },
});

describe('Socket Mode', () => {
  test("carries commands to Bolt's own receiver, and acknowledgements back", async () => {
    const bolt = await connect();
    bolt.command('/prism', async ({ ack, command: { text } }) => ack(`You said ${text}`));
    await bolt.start();
    expect(stage.slack.socketMode.connections).toBe(1);
    const long = 'x'.repeat(70_000);
    for (const said of ['help', 'y'.repeat(200), long]) {
      expect(await stage.slack.socketMode.deliver('slash_commands', command(said))).toEqual({
        payload: { text: `You said ${said}` },
      });
    }
  });

  test('says so when nobody acknowledges, and when nobody is there', async () => {
    await expect(stage.slack.socketMode.deliver('interactive', {})).rejects.toThrow(
      'no Socket Mode connection',
    );
    const bolt = await connect();
    bolt.command('/prism', async () => {});
    await bolt.start();
    expect(await stage.slack.socketMode.deliver('slash_commands', command('help'))).toBeNull();
  });

  test('an address is good once, and known', async () => {
    const { url } = await call('apps.connections.open', {}, stage.slack.appToken);
    const opened = async (address: unknown) => {
      const socket = new WebSocket(String(address));
      const { promise, resolve } = Promise.withResolvers<string>();
      socket.addEventListener('message', ({ data }) => resolve(JSON.parse(data).type));
      socket.addEventListener('error', () => resolve('refused'));
      return promise;
    };
    expect(await opened(url)).toBe('hello');
    expect(await opened(url)).toBe('refused');
    expect(await opened(stage.slack.apiUrl.replace('http', 'ws'))).toBe('refused');
  });
});
