/** The whole product with a secret of its own for everything that takes one, and far sides that repeat what they hear. */
import type { OpenDatabase } from '../../db/open.ts';
import { type MailServer, startMailServer } from '../mail/mail-server.ts';
import { type ConnectWiseSandbox, startConnectWise } from '../sandbox/connectwise/index.ts';
import { startSlack } from '../sandbox/slack/index.ts';
import type { Person } from '../sandbox/slack/person/index.ts';
import { startSmall } from '../sandbox/worlds/small.ts';
import { freshDatabase } from '../support/database.ts';
import { furnish, type Office } from '../support/office.ts';
import { disclosed, httpOf, type Places, type Secrets, slackOf, spellings, tablesOf } from './disclosure.ts';

/** With characters that are written in another way in addresses, forms, pages and JSON. */
export const canary = (name: string): string => `Can@ry/${name}+8Q"1&=%ü~`;

export const KEY = Buffer.from('canary-encryption-key-32-bytes!!').toString('base64');
const MAIL = { user: 'bot@northwind.example', password: canary('mail') };

/** All that a far side could say of a secret. */
export const echo = (secret: string): string => `It was ${spellings(secret).join(' or ')}.`;

export type House = AsyncDisposable & {
  office: Office;
  mails: MailServer;
  connectwise: ConnectWiseSandbox;
  /** Grows by what is typed wrongly. */
  secrets: Secrets;
  /** Another one that is entered and wrong. */
  wrong(name: string): string;
  /** Opens the form of a system, fills it and sends it off. */
  enter(system: string, typed: Record<string, string>): Promise<Person>;
  places(): Promise<Places>;
  /** Which secrets are where they must not be, now. */
  look(): Promise<string[]>;
};

export async function openHouse(): Promise<House> {
  const [world, slack, fresh, connectwise, mails] = await Promise.all([
    startSmall(),
    startSlack(),
    freshDatabase(),
    startConnectWise(),
    startMailServer({ signIn: MAIL }),
  ]);
  world.prism.client.clientSecret = canary('prism');
  Object.assign(world.autotask.user, { secret: canary('autotask'), integrationCode: canary('code') });
  connectwise.keys.privateKey = canary('private');
  const smtp = new URL(mails.url);
  [smtp.username, smtp.password] = [MAIL.user, encodeURIComponent(MAIL.password)];
  const database: OpenDatabase = { db: fresh.db, url: fresh.url, close: async () => {} };
  const office = await furnish({
    ...{ world, slack, database, connected: false, mapped: false },
    settings: { emails: ['billing@northwind.example'], approval: 'never' },
    env: {
      DATABASE_URL: fresh.url,
      ENCRYPTION_KEYS: `canary:${KEY}`,
      SMTP_URL: smtp.href,
      MAIL_FROM: 'PRISM Bot <bot@northwind.example>',
      CONNECTWISE_CLIENT_ID: connectwise.clientId,
      CONNECTWISE_ALLOWED_HOSTS: connectwise.host,
      PUBLIC_URL: 'https://bot.example',
    },
    drop: async () => {
      await mails[Symbol.asyncDispose]();
      await connectwise.close();
      await fresh.drop();
    },
  });
  const secrets: Secrets = {
    'the PRISM client secret': world.prism.client.clientSecret,
    'the Autotask secret': world.autotask.user.secret,
    'the tracking identifier': world.autotask.user.integrationCode,
    'the ConnectWise private key': connectwise.keys.privateKey,
    'the bot token': slack.botToken,
    'the signing secret': slack.signingSecret,
    'the encryption key': KEY,
    'the database password': decodeURIComponent(new URL(fresh.url).password),
    'the mail password': MAIL.password,
  };
  const places = async (): Promise<Places> => ({
    'the log': office.log.join(''),
    ...slackOf(office),
    ...(await tablesOf(office.context.db)),
    mails: JSON.stringify(mails.taken),
    ...(await httpOf(office.url)),
  });
  return {
    ...{ office, mails, connectwise, secrets, places },
    wrong: name => {
      const secret = canary(`wrong ${name}`);
      secrets[`a wrong ${name}`] = secret;
      return secret;
    },
    enter: async (system, typed) => {
      const boss = office.person('boss');
      if (boss.modal() !== '') await boss.close({ all: true });
      await boss.type('/prism connect');
      await office.work();
      const label =
        boss
          .answer()
          .split(`${system}\n`)[1]
          ?.match(/\[(Edit|Connect)\]/)?.[1] ?? 'Connect';
      await boss.click(label, { near: system });
      await office.work();
      for (const [field, text] of Object.entries(typed)) await boss.fill(field, text);
      await boss.submit();
      await office.work();
      return boss;
    },
    look: async () => disclosed(secrets, await places()),
    [Symbol.asyncDispose]: () => office[Symbol.asyncDispose](),
  };
}
