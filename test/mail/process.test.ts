/** The deployed process and its mail: beside Slack, and never in the way of its end. */
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { findMessage } from '../../src/store/outbox.ts';
import { startBot } from '../jobs/storm/processes.ts';
import type { Office } from '../support/office.ts';
import { startMailServer, startSilentServer } from './mail-server.ts';
import { askAndEnd, BILLING, FROM, openMailOffice } from './stage.ts';

const environment = ({ context, slack, world }: Office, mailUrl: string): Record<string, string> => ({
  DATABASE_URL: context.databaseUrl,
  SLACK_BOT_TOKEN: slack.botToken,
  SLACK_SIGNING_SECRET: slack.signingSecret,
  SLACK_API_URL: slack.apiUrl,
  PRISM_API_URL: world.prism.apiUrl,
  PRISM_TOKEN_URL: world.prism.tokenUrl,
  AUTOTASK_ZONE_URL: world.autotask.zoneUrl,
  ENCRYPTION_KEYS: `test:${Buffer.alloc(32, 7).toString('base64')}`,
  CLOCK: world.clock.now().toISOString(),
  SMTP_URL: mailUrl,
  MAIL_FROM: FROM,
});

test('the process sends what is due, and its mail server may come later', async () => {
  await using mails = await startMailServer();
  await using office = await openMailOffice(mails.url);
  await askAndEnd(office);
  await mails.down();
  await using bot = await startBot(environment(office, mails.url));
  await bot.says('a mail could not be sent');
  expect(office.slack.book.messages.map(({ text }) => text)).toContainEqual(
    expect.stringContaining('Success · September 2026'),
  );
  await mails.up();
  const { mail } = await mails.next();
  expect(mail.subject).toContain('[PRISM Bot] Success');
  expect(mail.text).toContain('Open in Slack: https://');
  bot.signal('SIGTERM');
  expect(await bot.ended).toEqual([0, null]);
  expect(mails.taken).toHaveLength(1);
});

test('a mail server that never answers does not keep the process from ending', async () => {
  await using silent = await startSilentServer();
  await using office = await openMailOffice(silent.url);
  const run = await askAndEnd(office);
  await using bot = await startBot(environment(office, silent.url));
  if (silent.connections() === 0) await once(silent.server, 'connection');
  const begun = performance.now();
  bot.signal('SIGTERM');
  expect(await bot.ended).toEqual([0, null]);
  // Longer is what a thread is given that does not end by itself.
  expect(performance.now() - begun).toBeLessThan(8_000);
  const { context, workspaceId } = office;
  expect(await findMessage(context.db, workspaceId, `mail/run/${run}/${BILLING}`)).toMatchObject({
    ...{ state: 'due', attempts: 0 },
  });
});
