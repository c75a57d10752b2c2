/** Mails on their way, whatever their server does: each arrives once, in its order, and says how things stand. */
import { describe, expect, test } from 'vitest';
import { inTransaction } from '../../src/store/database.ts';
import { findMessage, listDead } from '../../src/store/outbox.ts';
import { moveRun } from '../../src/store/runs.ts';
import { request } from '../../src/sync/request.ts';
import { aCustomer, aLine, waiting } from '../slack/ui/stage.ts';
import type { Office } from '../support/office.ts';
import { type MailServer, startMailServer, startSilentServer } from './mail-server.ts';
import { ask, askAndEnd, BILLING, BOSS, deliverAll, end, later, openMailOffice } from './stage.ts';

const arrived = ({ taken }: MailServer): [string, string | undefined][] =>
  taken.map(({ to, mail }) => [to.join(), mail.subject]);
const runsTold = ({ taken }: MailServer, address: string): number[] =>
  taken
    .filter(({ to }) => to.includes(address))
    .map(({ mail }) => Number(/^Run (\d+) in/m.exec(mail.text ?? '')?.[1]));
const rowOf = ({ context, workspaceId }: Office, run: number, address = BILLING) =>
  findMessage(context.db, workspaceId, `mail/run/${run}/${address}`);
const problems = async ({ context, workspaceId }: Office) =>
  (await listDead(context.db, workspaceId)).map(({ problem }) => problem);
const warned = (title: string, warning: string) =>
  aCustomer(title, { result: 'Warning', lines: [aLine({ warnings: [warning] })] });

describe('a run that ended', () => {
  test('is told to each address once, by a mail of its own, with where it stands in Slack', async () => {
    await using mails = await startMailServer();
    await using office = await openMailOffice(mails.url, { emails: [BILLING, BOSS] });
    await askAndEnd(office, [warned('Contoso', 'The list price differs by 3.10.')]);
    await deliverAll(office);
    const subject = '[PRISM Bot] Warning · September 2026 · 1 customer, 1 subscription synced, 1 warning';
    expect(arrived(mails).sort()).toEqual([
      [BILLING, subject],
      [BOSS, subject],
    ]);
    const [message] = office.slack.book.messages;
    const link = `https://acme.slack.com/archives/${office.channel.id}/p${message?.ts.replace('.', '')}`;
    for (const { from, mail } of mails.taken) {
      expect(from).toBe('bot@northwind.example');
      expect(mail.from).toEqual({ name: 'PRISM Bot', address: 'bot@northwind.example' });
      expect(mail.text).toContain(`Open in Slack: ${link}`);
      expect(mail.html).toContain(`href="${link}"`);
      expect(mail.text).toContain('Warning: The list price differs by 3.10.');
    }
    expect(new Set(mails.taken.map(({ mail }) => mail.messageId)).size).toBe(2);
  });

  test('is not told again for being reported again, and is when it ended otherwise', async () => {
    await using mails = await startMailServer();
    await using office = await openMailOffice(mails.url);
    const run = await askAndEnd(office);
    await deliverAll(office);
    await end(office, run);
    await later(office, 3_600);
    expect(mails.taken).toHaveLength(1);
    await end(office, run, [warned('Contoso', 'Found later.')]);
    await deliverAll(office);
    const [first, second] = mails.taken;
    expect(mails.taken).toHaveLength(2);
    expect(second?.mail.subject).toContain('Warning');
    expect(second?.mail.messageId).not.toBe(first?.mail.messageId);
  });

  test('is told as it stands when the mail leaves', async () => {
    await using mails = await startMailServer();
    await using office = await openMailOffice(mails.url);
    const run = await askAndEnd(office);
    await end(office, run, [warned('Contoso', 'Found before the mail left.')]);
    await deliverAll(office);
    expect(arrived(mails).map(([, subject]) => subject)).toEqual([expect.stringContaining('Warning')]);
  });

  test('is not told to somebody who was taken off the list meanwhile', async () => {
    await using mails = await startMailServer();
    await using office = await openMailOffice(mails.url, { emails: [BILLING, BOSS] });
    await askAndEnd(office);
    await office.settle({ emails: [BOSS] });
    await deliverAll(office);
    expect(arrived(mails).map(([to]) => to)).toEqual([BOSS]);
  });

  test('is told once to an address that stands there twice', async () => {
    await using mails = await startMailServer();
    await using office = await openMailOffice(mails.url, { emails: [BILLING, 'Billing@Northwind.example'] });
    await askAndEnd(office);
    await deliverAll(office);
    expect(mails.taken).toHaveLength(1);
  });

  test('of the timetable is not told when there was nothing to do, and leaves no row', async () => {
    await using mails = await startMailServer();
    await using office = await openMailOffice(mails.url);
    const daily = await ask(office, null);
    await end(office, daily, []);
    await deliverAll(office);
    expect(await rowOf(office, daily)).toBeUndefined();
    await end(office, await ask(office), []);
    await deliverAll(office);
    expect(arrived(mails)).toEqual([
      [BILLING, '[PRISM Bot] No Change · September 2026 · 0 customers, 0 subscriptions synced'],
    ]);
  });

  test('of the timetable is not told when it found what it found before', async () => {
    await using mails = await startMailServer();
    await using office = await openMailOffice(mails.url);
    const right = { changes: [], standing: 'right' as const };
    const found = (warning: string) => [
      aCustomer('Contoso', { result: 'Warning', lines: [aLine({ ...right, warnings: [warning] })] }),
    ];
    for (const warning of ['The same.', 'The same.', 'Another.']) {
      await end(office, await ask(office, null), found(warning));
      await deliverAll(office);
    }
    expect(runsTold(mails, BILLING)).toEqual([1, 3]);
  });

  test('is not told when it is a preview', async () => {
    await using mails = await startMailServer();
    await using office = await openMailOffice(mails.url);
    const { context, workspaceId, members } = office;
    const asked = { workspaceId, kind: 'customers' as const, by: members.clerk.id, preview: true };
    const run = (await request(context, asked)) ?? 0;
    await end(office, run, [warned('Contoso', 'Seen in a preview.')]);
    await deliverAll(office);
    expect(await rowOf(office, run)).toBeUndefined();
  });

  test('and goes on before its mail left is told when it ends again', async () => {
    await using mails = await startMailServer();
    await using office = await openMailOffice(mails.url);
    const { context, workspaceId } = office;
    const run = await askAndEnd(office);
    await moveRun(context.db, workspaceId, run, ['done'], 'applying');
    await deliverAll(office);
    expect(mails.taken).toEqual([]);
    await end(office, run, [warned('Contoso', 'At last.')]);
    await deliverAll(office);
    expect(arrived(mails)).toEqual([[BILLING, expect.stringContaining('Warning')]]);
  });

  test('is told once, whoever of many takes it up', async () => {
    await using mails = await startMailServer();
    await using office = await openMailOffice(mails.url, { emails: [BILLING, BOSS] });
    for (let run = 0; run < 15; run++) await askAndEnd(office);
    while ((await office.context.deliver('slack')) > 0);
    const many = Array.from({ length: 6 });
    while ((await Promise.all(many.map(() => office.context.deliver('mail')))).some(count => count > 0));
    expect(runsTold(mails, BILLING).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 15 }, (_, at) => at + 1),
    );
    expect(mails.taken).toHaveLength(30);
  });
});

describe('a mail server', () => {
  test('that puts a mail off is given it again, and nobody else waits', async () => {
    await using mails = await startMailServer();
    await using office = await openMailOffice(mails.url, { emails: [BILLING, BOSS] });
    mails.refuseOnce({ at: 'RCPT', of: BILLING, code: 451, words: 'Greylisted, try again later' });
    const run = await askAndEnd(office);
    await deliverAll(office);
    expect(arrived(mails).map(([to]) => to)).toEqual([BOSS]);
    await later(office, 1);
    expect(mails.taken).toHaveLength(1);
    await later(office, 1);
    expect(arrived(mails).map(([to]) => to)).toEqual([BOSS, BILLING]);
    expect(await rowOf(office, run)).toMatchObject({ state: 'shown', attempts: 0, problem: null });
    expect(await problems(office)).toEqual([]);
  });

  test('that puts a mail off gets those after it to the same address after it', async () => {
    await using mails = await startMailServer();
    await using office = await openMailOffice(mails.url);
    mails.refuseOnce({ at: 'RCPT', code: 451, words: 'Greylisted' });
    for (let run = 0; run < 3; run++) await askAndEnd(office);
    await deliverAll(office);
    expect(mails.taken).toEqual([]);
    await later(office, 2);
    expect(runsTold(mails, BILLING)).toEqual([1, 2, 3]);
  });

  test('that hangs up is not asked for everybody', async () => {
    await using server = await startSilentServer({ hangsUp: true });
    const emails = Array.from({ length: 16 }, (_, at) => `clerk${at}@northwind.example`);
    await using office = await openMailOffice(server.url, { emails });
    const run = await askAndEnd(office);
    await office.context.deliver('slack');
    expect(await office.context.deliver('mail')).toBe(16);
    expect(server.connections()).toBeLessThanOrEqual(8);
    for (const address of emails)
      expect(await rowOf(office, run, address)).toMatchObject({ state: 'due', attempts: 1 });
  });

  test('that refuses an address is said in status, until the address is corrected', async () => {
    await using mails = await startMailServer();
    await using office = await openMailOffice(mails.url, { emails: ['typo@northwind.example', BOSS] });
    mails.refuse({ at: 'RCPT', of: 'typo@northwind.example', code: 550, words: '5.1.1 No such user here' });
    await askAndEnd(office);
    await deliverAll(office);
    expect(arrived(mails).map(([to]) => to)).toEqual([BOSS]);
    const clerk = office.person('clerk');
    await clerk.type('/prism status');
    await office.work();
    expect(clerk.answer()).toContain(
      'The mail to typo@northwind.example was refused: “550 5.1.1 No such user here”; correct the address with /prism settings.',
    );
    await later(office, 86_400);
    expect(mails.attempts).toBe(2);
    await office.settle({ emails: [BOSS] });
    expect(await problems(office)).toEqual([]);
  });

  test('that takes an address again gets what it had refused', async () => {
    await using mails = await startMailServer();
    await using office = await openMailOffice(mails.url);
    mails.refuse({ at: 'DATA', code: 552, words: 'Mailbox full' });
    await askAndEnd(office);
    await deliverAll(office);
    expect(await problems(office)).toEqual([expect.stringContaining('Mailbox full')]);
    mails.forgive();
    await askAndEnd(office);
    await deliverAll(office);
    expect(runsTold(mails, BILLING)).toEqual([2, 1]);
    expect(await problems(office)).toEqual([]);
  });

  test('that does not take the sender is no matter of the address', async () => {
    await using mails = await startMailServer();
    await using office = await openMailOffice(mails.url);
    mails.refuse({ at: 'MAIL', code: 553, words: 'Sender address rejected: not owned by user' });
    await askAndEnd(office);
    await deliverAll(office);
    expect(await problems(office)).toEqual([
      'The mail server does not take mail from the app’s address: “553 Sender address rejected: not owned by user”. Whoever runs PRISM Bot has to correct MAIL_FROM.',
    ]);
  });

  test('that does not let the app sign in is said, without the password', async () => {
    await using mails = await startMailServer({ signIn: { user: 'bot', password: 'the-right-one' } });
    const url = mails.url.replace('//', '//bot:the-wrong-one@');
    await using office = await openMailOffice(url);
    await askAndEnd(office);
    await deliverAll(office);
    expect(await problems(office)).toEqual([
      'The mail server does not accept the app’s user name and password: “535 Authentication credentials invalid”. Whoever runs PRISM Bot has to correct SMTP_URL.',
    ]);
    expect(office.log.join('')).toContain('a mail could not be sent');
    expect(office.log.join('')).not.toContain('the-wrong-one');
  });

  test('that lets the app sign in takes its mail', async () => {
    await using mails = await startMailServer({ signIn: { user: 'bot', password: 'p@ss/word' } });
    await using office = await openMailOffice(mails.url.replace('//', '//bot:p%40ss%2Fword@'));
    await askAndEnd(office);
    await deliverAll(office);
    expect(mails.taken).toHaveLength(1);
  });

  test('elsewhere never sees a password that is not encrypted', async () => {
    await using mails = await startMailServer({ signIn: { user: 'bot', password: 'the-right-one' } });
    // An address of this machine that does not look like one.
    await using office = await openMailOffice(`smtp://bot:the-right-one@0.0.0.0:${mails.port}`);
    await askAndEnd(office);
    await deliverAll(office);
    expect(mails.signIns).toBe(0);
    expect(await rowOf(office, 1)).toMatchObject({ state: 'due', attempts: 1 });
  });

  test('that is down for an hour gets everything once, in order; Slack waits for nothing', async () => {
    await using mails = await startMailServer();
    await using office = await openMailOffice(mails.url, { emails: [BILLING, BOSS] });
    await mails.down();
    for (let minutes = 0; minutes < 60; minutes += 5) {
      const run = await askAndEnd(office, [aCustomer('Contoso')]);
      await deliverAll(office);
      expect(office.slack.book.messages.filter(({ threadTs }) => threadTs === null)).toHaveLength(run);
      for (let tries = 0; tries < 5; tries++) await later(office, 60);
    }
    const clerk = office.person('clerk');
    await clerk.type('/prism status');
    await office.work();
    expect(clerk.answer()).toContain('24 mails are late; they follow as soon as the mail server takes them.');
    await mails.up();
    await later(office, 300);
    const runs = Array.from({ length: 12 }, (_, at) => at + 1);
    expect(runsTold(mails, BILLING)).toEqual(runs);
    expect(runsTold(mails, BOSS)).toEqual(runs);
    await later(office, 3_600);
    expect(mails.taken).toHaveLength(24);
  });

  test('that breaks off before it answers gets the same mail again, by the same name', async () => {
    await using mails = await startMailServer();
    await using office = await openMailOffice(mails.url);
    mails.loseAnswer();
    await askAndEnd(office);
    await deliverAll(office);
    expect(mails.taken).toHaveLength(1);
    await later(office, 2);
    const [first, again, ...more] = mails.taken;
    expect(more).toEqual([]);
    expect(first?.mail.messageId).toMatch(/^<[0-9a-f]{40}@northwind\.example>$/);
    expect(again?.mail.messageId).toBe(first?.mail.messageId);
    await later(office, 3_600);
    expect(mails.taken).toHaveLength(2);
  });

  test('that never answers does not keep the house from closing, and loses nothing', async () => {
    await using silent = await startSilentServer();
    await using office = await openMailOffice(silent.url);
    const run = await askAndEnd(office);
    await office.context.deliver('slack');
    const closing = new AbortController();
    silent.server.once('connection', () => closing.abort());
    const begun = performance.now();
    expect(await office.context.deliver('mail', closing.signal)).toBe(1);
    expect(performance.now() - begun).toBeLessThan(3_000);
    expect(await rowOf(office, run)).toMatchObject({ state: 'due', attempts: 0 });
    expect(await office.context.deliver('mail', AbortSignal.abort())).toBe(1);
  });
});

describe('the message in Slack', () => {
  test('that is not there yet is waited for', async () => {
    await using mails = await startMailServer();
    await using office = await openMailOffice(mails.url);
    office.slack.faults.add('chat.postMessage', { kind: 'status', status: 429, retryAfter: 60 });
    const run = await askAndEnd(office);
    await deliverAll(office);
    for (let seconds = 3; seconds < 60; seconds += 3) await later(office, 3);
    expect(mails.taken).toEqual([]);
    expect(await rowOf(office, run)).toMatchObject({ state: 'due', attempts: 0 });
    await later(office, 3);
    expect(mails.taken.map(({ mail }) => mail.text)).toEqual([
      expect.stringContaining('Open in Slack: https'),
    ]);
  });

  test('that does not come within ten minutes is waited for no longer', async () => {
    await using mails = await startMailServer();
    await using office = await openMailOffice(mails.url);
    office.slack.faults.add('chat.postMessage', { kind: 'status', status: 429, retryAfter: 3_600 });
    const run = await askAndEnd(office);
    await deliverAll(office);
    await later(office, 599);
    expect(mails.taken).toEqual([]);
    await later(office, 1);
    const [{ mail } = { mail: null }] = mails.taken;
    expect(mail?.text).toContain(`In Slack, type /prism run ${run} to see it.`);
    expect(mail?.text).not.toContain('Open in Slack');
    expect(mail?.html).not.toContain('href');
  });

  test('that never comes, because no channel is chosen, is not waited for', async () => {
    await using mails = await startMailServer();
    await using office = await openMailOffice(mails.url, { channel: false });
    await askAndEnd(office);
    await deliverAll(office);
    expect(mails.taken.map(({ mail }) => mail.text)).toEqual([expect.stringContaining('/prism run 1')]);
  });

  test('whose place Slack does not say now is asked for again; one that was deleted is not', async () => {
    await using mails = await startMailServer();
    await using office = await openMailOffice(mails.url);
    office.slack.faults.add('chat.getPermalink', { kind: 'status', status: 503 });
    await askAndEnd(office);
    await deliverAll(office);
    expect(mails.taken).toEqual([]);
    await later(office, 3);
    expect(mails.taken).toHaveLength(1);
    const second = await askAndEnd(office);
    while ((await office.context.deliver('slack')) > 0);
    for (const message of office.slack.book.messages) message.deleted = true;
    await office.context.deliver('mail');
    expect(runsTold(mails, BILLING)).toEqual([1, second]);
    expect(mails.taken.map(({ mail }) => mail.text?.includes('Open in Slack'))).toEqual([true, false]);
  });
});

test('a plan that waits for a person is told once, although its row is looked at again', async () => {
  await using mails = await startMailServer();
  await using office = await openMailOffice(mails.url);
  const { context, workspaceId } = office;
  const run = await ask(office, null);
  const proposed = async (customers: ReturnType<typeof waiting>[]) => {
    await context.db
      .updateTable('runs')
      .set({ state: 'proposed' })
      .where('workspace_id', '=', workspaceId)
      .where('number', '=', run)
      .execute();
    await inTransaction(context.db, tx =>
      context.announce({ kind: 'run-reported', workspaceId, run, result: customers[0]!.result }, tx),
    );
  };
  await proposed([waiting('Contoso'), waiting('Fabrikam')]);
  await deliverAll(office);
  await proposed([waiting('Fabrikam')]);
  await deliverAll(office);
  expect(arrived(mails)).toEqual([[BILLING, expect.stringContaining('Approval needed')]]);
  await end(office, run, []);
  await deliverAll(office);
  expect(arrived(mails)[1]).toEqual([BILLING, expect.stringContaining('No Change')]);
});
