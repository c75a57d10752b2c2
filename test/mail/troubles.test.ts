import { expect, test } from 'vitest';
import { type Trouble, troubleOf } from '../../src/mail/troubles.ts';

test.each<[of: object, kind: Trouble['kind'], words: RegExp]>([
  [{ code: 'ESOCKET' }, 'down', /could not be reached or broke off$/],
  [{ code: 'ETIMEDOUT' }, 'down', /could not be reached/],
  [{ code: 'ETLS' }, 'down', /could not be reached/],
  [{ code: 'EPROTOCOL', responseCode: 554, response: '554 No service' }, 'down', /“554 No service”$/],
  [{ code: 'EENVELOPE', responseCode: 421, response: '421 Closing' }, 'down', /“421 Closing”$/],
  [{ code: 'EAUTH', responseCode: 454, response: '454 Later' }, 'down', /sign in now: “454 Later”$/],
  [{ code: 'EAUTH', responseCode: 535 }, 'dead', /user name and password\. .* SMTP_URL\.$/],
  [{ code: 'ENOAUTH' }, 'dead', /SMTP_URL\.$/],
  [{ code: 'EENVELOPE', responseCode: 452, command: 'RCPT TO' }, 'later', /^The mail to a@x was put off$/],
  [{ code: 'EMESSAGE', responseCode: 451, command: 'DATA' }, 'later', /put off$/],
  [{ code: 'EENVELOPE', responseCode: 550, command: 'RCPT TO' }, 'dead', /refused; correct the address/],
  [{ code: 'EMESSAGE', responseCode: 554, command: 'DATA' }, 'dead', /refused; correct the address/],
  [{ code: 'EENVELOPE', responseCode: 550, command: 'MAIL FROM' }, 'dead', /MAIL_FROM\.$/],
  [{ code: 'EENVELOPE' }, 'dead', /refused; correct the address/],
  [new Error('anything else'), 'down', /could not be reached/],
])('%o is %s', (error, kind, words) => {
  expect(troubleOf(error, 'a@x', false)).toEqual({ kind, problem: expect.stringMatching(words) });
  expect(troubleOf(error, 'a@x', true)).toEqual({ kind: 'stopped' });
});

test('what a server says is one line, short enough to leave room for what to do, and without secrets', () => {
  const response = `550 5.7.1\r\n${'very long words '.repeat(50)}`;
  const refused = { code: 'EENVELOPE', responseCode: 550, response };
  const trouble = troubleOf(refused, `${'a'.repeat(60)}@${'b'.repeat(180)}.example`, false);
  const { problem = '' } = trouble as { problem?: string };
  expect(problem).not.toContain('\n');
  expect([...problem].length).toBeLessThanOrEqual(200);
  expect(problem).toMatch(/…”; correct the address with \/prism settings\.$/);
  const told = troubleOf({ ...refused, response: '550 smtp://bot:hunter22@mail.example' }, 'a@x', false);
  expect(JSON.stringify(told)).not.toContain('hunter22');
});
