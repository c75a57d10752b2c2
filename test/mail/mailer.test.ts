import { expect, test } from 'vitest';
import { createMailer } from '../../src/mail/mailer.ts';
import { startMailServer } from './mail-server.ts';
import { BILLING, FROM } from './stage.ts';

const mail = { to: BILLING, subject: 'Subject', text: 'Text', html: '<p>Text</p>', id: 'a1' };

test('what is put into a subject or an address adds no header and no recipient', async () => {
  await using mails = await startMailServer();
  const mailer = createMailer({ smtpUrl: mails.url, from: FROM });
  const evil = 'evil@evil.example';
  await mailer.send({ ...mail, subject: `Warning\r\nBcc: ${evil}\r\n\r\n<b>Body</b>` });
  await mailer.send({ ...mail, to: `${BILLING}\r\nBcc: ${evil}` });
  await mailer.send({ ...mail, to: `${BILLING}, ${evil}` });
  mailer.close();
  const [first] = mails.taken;
  expect(first?.mail.subject).toBe(`Warning Bcc: ${evil} <b>Body</b>`);
  expect(first?.mail.text?.trim()).toBe('Text');
  for (const { to, mail: taken } of mails.taken) {
    expect(to).not.toContain(evil);
    expect(taken.bcc ?? []).toEqual([]);
  }
});

test('a mail says that a machine wrote it, and carries text and HTML', async () => {
  await using mails = await startMailServer();
  const mailer = createMailer({ smtpUrl: mails.url, from: FROM });
  expect(await mailer.send({ ...mail, text: 'Grüße · 1,030.55 → 2', html: '<p>Grüße</p>' })).toBeNull();
  mailer.close();
  const taken = mails.taken[0]!.mail;
  expect(taken.headers).toContainEqual(
    expect.objectContaining({ key: 'auto-submitted', value: 'auto-generated' }),
  );
  expect(taken.messageId).toBe('<a1@northwind.example>');
  expect(taken.text?.trim()).toBe('Grüße · 1,030.55 → 2');
  expect(taken.html?.trim()).toBe('<p>Grüße</p>');
  expect(taken.to).toEqual([{ name: '', address: BILLING }]);
});

test('a server that lets nobody in puts everything off; one that hangs up is asked once more at once', async () => {
  await using mails = await startMailServer();
  const mailer = createMailer({ smtpUrl: mails.url, from: FROM });
  expect(await mailer.send(mail)).toBeNull();
  // The connection that was kept is gone.
  await mails.down();
  await mails.up();
  expect(await mailer.send(mail)).toBeNull();
  await mails.down();
  expect(await mailer.send(mail)).toMatchObject({ kind: 'down' });
  mailer.close();
});
