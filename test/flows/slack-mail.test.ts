/** A month by mail: who is told what, once, beside Slack. */
import { expect, test } from 'vitest';
import { startMailServer } from '../mail/mail-server.ts';
import { openOffice } from '../support/office.ts';

const BILLING = 'billing@northwind.example';
const BOSS = 'boss@northwind.example';

test('a month is told by mail when it waits and when it is done, to each address once', async () => {
  await using mails = await startMailServer();
  await using office = await openOffice({
    env: { SMTP_URL: mails.url, MAIL_FROM: 'PRISM Bot <bot@northwind.example>' },
    settings: { emails: [BILLING, BOSS] },
  });
  const { world, slack } = office;
  const clerk = office.person('clerk');
  const subjects = () => mails.taken.map(({ to, mail }) => `${to.join()}: ${mail.subject}`).sort();
  world.issue('2026-09', world.lines.september);

  await clerk.type('/prism sync');
  await office.work();
  const waits = '[PRISM Bot] Approval needed · September 2026 · 3 customers';
  expect(subjects()).toEqual([`${BILLING}: ${waits}`, `${BOSS}: ${waits}`]);
  expect(mails.taken[0]?.mail.text).toContain(
    [
      'Adventure Works · Waiting for approval',
      '  Adventure Works · Adventure Works cloud services',
      '  Bills for September 2026: 0.00 → 80.00 AUD',
      "  Somebody has to look, because: this customer's first plan",
      '  - Microsoft 365 Business Premium: 0 → 6 from 15 Sep 2026, +6 × 20.00 (retail 25.00) · to write · bills 0.00 → 80.00 AUD',
    ].join('\n'),
  );

  await clerk.click('Show changes', { near: 'Contoso Ltd' });
  await office.work();
  await clerk.click('Approve plan');
  await office.work();
  await clerk.close();
  expect(mails.taken).toHaveLength(2);
  await clerk.click('Approve all 2');
  await office.work();
  const done = '[PRISM Bot] Warning · September 2026 · 3 customers, 7 subscriptions synced, 1 warning';
  expect(subjects()).toEqual(
    [`${BILLING}: ${waits}`, `${BILLING}: ${done}`, `${BOSS}: ${waits}`, `${BOSS}: ${done}`].sort(),
  );

  const message = slack.book.messages.find(({ text }) => text.startsWith('Warning'));
  const link = `https://acme.slack.com/archives/${office.channel.id}/p${message?.ts.replace('.', '')}`;
  for (const { mail } of mails.taken.slice(2)) {
    for (const said of [
      '  written     10 lines    843.29',
      '  total       13 lines  1,030.55',
      'Supplier cost before tax in AUD, balanced to the cent',
      'Microsoft 365 Business Premium: 0 → 6 from 15 Sep 2026, +6 × 20.00 (retail 25.00) · written · bills 0.00 → 80.00 AUD',
      'Held: Microsoft 365 Business Premium: Row 5, Microsoft 365 Business Premium, is a credit of -7.74 · waiting: cost -7.74 AUD, retail -9.68 AUD',
      'Tailspin Toys · 1 invoice line, 40.00 AUD',
      `Open in Slack: ${link}`,
    ])
      expect(mail.text).toContain(said);
    expect(mail.html).toContain(`<a href="${link}"`);
    expect(mail.html).toContain('· written · bills 0.00 → 80.00 AUD');
  }

  await office.work();
  await clerk.type('/prism sync');
  await office.work();
  expect(subjects().filter(one => one.includes('Approval needed'))).toHaveLength(2);
  expect(slack.findings).toEqual([]);
});

test('without a mail server nothing is kept for one, and the settings say so', async () => {
  await using office = await openOffice({ settings: { emails: [BILLING] } });
  const { world, context } = office;
  world.issue('2026-09', world.lines.september);
  await office.person('clerk').type('/prism sync');
  await office.work();
  const kept = context.db.selectFrom('outbox').select('key').where('via', '=', 'mail');
  expect(await kept.execute()).toEqual([]);
  const boss = office.person('boss');
  await boss.type('/prism settings');
  await office.work();
  expect(boss.modal()).toContain('Mail is not set up on this server');
});

test('with a mail server the settings ask for addresses alone', async () => {
  await using mails = await startMailServer();
  await using office = await openOffice({ env: { SMTP_URL: mails.url, MAIL_FROM: 'bot@northwind.example' } });
  const boss = office.person('boss');
  await boss.type('/prism settings');
  await office.work();
  expect(boss.modal()).toContain('One on each line.');
  expect(boss.modal()).not.toContain('Mail is not set up');
});
