/** The app's own door: the real app behind HTTP, a Slack beside it, and no PRISM or Autotask. */
import { createApp, type SlackApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { type Context, createContext } from '../../src/context.ts';
import { createLog } from '../../src/log.ts';
import type { Channel, Member } from '../sandbox/slack/book.ts';
import { type SlackSandbox, startSlack } from '../sandbox/slack/index.ts';
import { command as commandBody } from '../sandbox/slack/requests/bodies.ts';
import { form, type Letter, type Sent, type Signing, send } from '../sandbox/slack/requests/send.ts';
import { type FreshDatabase, freshDatabase } from '../support/database.ts';

export type Door = AsyncDisposable & {
  slack: SlackSandbox;
  fresh: FreshDatabase;
  context: Context;
  app: SlackApp;
  url: string;
  /** Every line of the log, at trace level. */
  log: string[];
  /** Owns the Slack workspace. */
  ada: Member;
  channel: Channel;
  /** How Slack signs. */
  signing: Signing;
  /** Types `/prism …`; Ada does, unless said, in the channel. */
  type(text: string, how?: { member?: Member; channel?: Channel }): Promise<Sent>;
  letter(text: string, signing?: Partial<Signing>): Letter;
  /** What was said to a member alone, when nothing is being worked on any more. */
  told(member?: Member): Promise<string[]>;
};

export type Opening = {
  slack?: SlackSandbox;
  fresh?: FreshDatabase;
  env?: (slack: SlackSandbox) => Record<string, string>;
  workers?: () => boolean;
};

export const byToken = (slack: SlackSandbox): Record<string, string> => ({
  SLACK_BOT_TOKEN: slack.botToken,
  SLACK_SIGNING_SECRET: slack.signingSecret,
});

export const byOAuth = (slack: SlackSandbox): Record<string, string> => ({
  SLACK_CLIENT_ID: slack.clientId,
  SLACK_CLIENT_SECRET: slack.clientSecret,
  SLACK_STATE_SECRET: 'state-secret-of-a-test',
  SLACK_SIGNING_SECRET: slack.signingSecret,
  PUBLIC_URL: 'https://bot.example',
});

/** @param opening a Slack or a database that is there already stays when the door is closed */
export async function openDoor(opening: Opening = {}): Promise<Door> {
  const slack = opening.slack ?? (await startSlack());
  const fresh = opening.fresh ?? (await freshDatabase());
  const log: string[] = [];
  const config = readConfig({
    SLACK_API_URL: slack.apiUrl,
    ENCRYPTION_KEYS: `test:${Buffer.alloc(32, 7).toString('base64')}`,
    ...(opening.env ?? byToken)(slack),
  });
  const context = await createContext(config, {
    database: { db: fresh.db, url: fresh.url, close: async () => {} },
    log: createLog({ level: 'trace', destination: { write: line => void log.push(line) } }),
  });
  const { workers } = opening;
  const app = createApp(context, config.slack!, workers ? { workers } : {});
  const url = `http://127.0.0.1:${await app.start(0)}`;
  const ada =
    [...slack.book.members.values()].find(one => one.name === 'ada') ??
    slack.addMember({ name: 'ada', isAdmin: true, isOwner: true });
  const channel = slack.addChannel({ members: [ada.id] });
  const signing: Signing = { secret: slack.signingSecret };
  const fields = (member: Member, where: Channel, text: string): Record<string, string> =>
    Object.fromEntries(
      Object.entries(commandBody({ slack, member }, where.id, '/prism', text)).map(([name, value]) => [
        name,
        String(value),
      ]),
    );
  return {
    ...{ slack, fresh, context, app, url, log, ada, channel, signing },
    letter: (text, how = {}) => form(url, fields(ada, channel, text), { ...signing, ...how }),
    type: (text, { member = ada, channel: where = channel } = {}) =>
      send(form(url, fields(member, where, text), signing)),
    told: async (member = ada) => {
      await app.idle();
      return slack.book.messages
        .filter(({ ephemeralTo }) => ephemeralTo === member.id)
        .map(({ text, blocks }) => `${text} ${JSON.stringify(blocks)}`);
    },
    [Symbol.asyncDispose]: async () => {
      await app.stop();
      await context.close();
      if (!opening.slack) await slack.close();
      if (!opening.fresh) await fresh.drop();
    },
  };
}
