/** `/prism export`: the evidence of a run comes as files where it was asked for, or says why not. */
import { createHash } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { listAudit } from '../../src/store/audit.ts';
import { listDead } from '../../src/store/outbox.ts';
import { DEFAULT_SCOPES } from '../sandbox/slack/index.ts';
import { type Office, openOffice } from '../support/office.ts';

async function synced(): Promise<Office> {
  const office = await openOffice({ settings: { approval: 'never' } });
  office.world.issue('2026-09', office.world.lines.september);
  await office.person('clerk').type('/prism sync');
  await office.work();
  return office;
}

const shared = ({ slack }: Office) =>
  slack.book.messages.flatMap(({ channelId, text, files }) =>
    files ? [{ channelId, text, names: files.map(({ name }) => name) }] : [],
  );

const contentOf = ({ slack }: Office, name: string): string =>
  String([...slack.book.files.values()].findLast(file => file.name === name && file.isComplete)?.bytes);

const audited = async ({ context, workspaceId }: Office) =>
  (await listAudit(context.db, workspaceId, { text: 'evidence', limit: 9 })).map(
    ({ actor, action, subject, detail }) => ({ actor, action, subject, detail }),
  );

test('the files come into the channel where they were asked for, and the audit knows them by their hash', async () => {
  await using office = await synced();
  const { members, channel, slack } = office;
  const clerk = office.person('clerk');
  await clerk.type('/prism export 1');
  await office.app.idle();
  expect(clerk.channel()).toContain('The evidence of run 1 is being made, as CSV and JSON.');
  expect(shared(office)).toEqual([]);
  await office.work();
  expect(shared(office)).toEqual([
    {
      channelId: channel.id,
      text: `Evidence of run 1 · 13 invoice lines · for <@${members.clerk.id}>`,
      names: ['prism-run-1.csv', 'prism-run-1.json'],
    },
  ]);
  expect(clerk.channel()).toContain('[file prism-run-1.csv]');
  const csv = contentOf(office, 'prism-run-1.csv');
  const rows = parse(csv, { bom: true, columns: true }) as Record<string, string>[];
  const message = slack.book.messages.find(({ text }) => text.startsWith('Warning'))!;
  expect(rows).toHaveLength(13);
  expect(rows[0]).toMatchObject({
    'Slack channel': channel.id,
    'Slack message': message.ts,
    'Slack link': `https://acme.slack.com/archives/${channel.id}/p${message.ts.replace('.', '')}`,
  });
  const json = contentOf(office, 'prism-run-1.json');
  expect(JSON.parse(json)).toMatchObject({ madeFor: members.clerk.id, message: { ts: message.ts } });
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
  const { id: actor } = members.clerk;
  expect(await audited(office)).toMatchObject([
    {
      ...{ actor, action: 'evidence delivered', subject: 'run 1' },
      detail: {
        ...{ channelId: channel.id, lines: 13 },
        files: [
          { name: 'prism-run-1.csv', bytes: Buffer.byteLength(csv), sha256: sha256(csv) },
          { name: 'prism-run-1.json', bytes: Buffer.byteLength(json), sha256: sha256(json) },
        ],
      },
    },
    { actor, action: 'evidence asked for', subject: 'run 1', detail: { channelId: channel.id } },
  ]);
  // The token goes nowhere but to the Web API.
  expect(slack.book.calls.filter(({ method }) => method === 'upload').map(({ token }) => token)).toEqual([
    null,
    null,
  ]);
  await office.work();
  expect(shared(office)).toHaveLength(1);
  expect(slack.findings).toEqual([]);
});

test('asked for where the app is not, they come into the direct messages with it', async () => {
  await using office = await synced();
  const clerk = office.person('clerk');
  await clerk.type('/prism export #1', { in: '#general' });
  await office.work();
  const [only, ...others] = shared(office);
  expect(others).toEqual([]);
  expect(office.slack.book.channels.get(only!.channelId)).toMatchObject({ kind: 'direct' });
  expect(clerk.channel('@PRISM Bot')).toContain(
    'Evidence of run 1 · 13 invoice lines. The app is not in the channel where you asked for it, so it comes here.',
  );
  expect(clerk.channel('@PRISM Bot')).toContain('[file prism-run-1.json]');
  expect(office.slack.findings).toEqual([]);
});

test.each<[string, (office: Office) => void, string]>([
  [
    'the app lacks the permission',
    ({ slack }) => {
      slack.installation.scopes = DEFAULT_SCOPES.filter(scope => scope !== 'files:write');
    },
    'The app lacks the permission to upload files (files:write). An admin has to install it again.',
  ],
  [
    'the workspace takes no files',
    ({ slack }) => {
      slack.switches.fileUploads = false;
    },
    'This workspace does not let files be uploaded. An admin of this workspace decides that.',
  ],
  [
    'the workspace takes no large files',
    ({ slack }) => {
      slack.switches.mostFileBytes = 100;
    },
    'The files are larger than this workspace allows. An admin of this workspace decides that.',
  ],
])('when %s the person is told what to do, and nothing is lost', async (_, change, problem) => {
  await using office = await synced();
  const scopes = [...office.slack.installation.scopes];
  change(office);
  const clerk = office.person('clerk');
  await clerk.type('/prism export 1');
  await office.work();
  expect(shared(office)).toEqual([]);
  expect(clerk.channel('@PRISM Bot')).toContain(
    `The evidence of run 1 could not be delivered. ${problem} Nothing is lost: once that is done, type /prism export 1 again.`,
  );
  expect(await audited(office)).toMatchObject([
    { action: 'evidence not delivered', detail: { problem } },
    { action: 'evidence asked for' },
  ]);
  Object.assign(office.slack.switches, { fileUploads: true, mostFileBytes: 1e9 });
  office.slack.installation.scopes = scopes;
  await clerk.type('/prism export 1');
  await office.work();
  expect(shared(office)).toHaveLength(1);
});

test('who cannot be written to directly is told where they asked, else the message is among those given up', async () => {
  await using office = await synced();
  const { context, workspaceId, slack } = office;
  Object.assign(slack.switches, { messagesTab: false, fileUploads: false });
  const clerk = office.person('clerk');
  await clerk.type('/prism export 1');
  await office.work();
  expect(clerk.channel('#billing')).toContain('The evidence of run 1 could not be delivered.');
  slack.switches.fileUploads = true;
  await clerk.type('/prism export 1', { in: '#general' });
  await office.work();
  expect(await listDead(context.db, workspaceId)).toMatchObject([
    {
      problem:
        'The app cannot write to you directly. An admin has to switch its Messages tab on, or ask in a channel it is in.',
    },
  ]);
});

test('what Slack did not answer or asked to wait for is tried again, until it is there', async () => {
  await using office = await synced();
  const { slack, world } = office;
  slack.faults.add('files.getUploadURLExternal', { kind: 'status', status: 429, retryAfter: 30 });
  slack.faults.add('upload', { kind: 'status', status: 503 });
  slack.faults.add('files.completeUploadExternal', { kind: 'drop' });
  await office.person('clerk').type('/prism export 1');
  for (let tries = 0; tries < 4; tries++) {
    await office.work();
    world.clock.advance(60_000);
  }
  expect(shared(office)).toHaveLength(1);
  expect(await audited(office)).toMatchObject([
    { action: 'evidence delivered' },
    { action: 'evidence asked for' },
  ]);
});

test('only operators may have it, of runs that are there', async () => {
  await using office = await synced();
  for (const [who, line, says] of [
    ['viewer', '/prism export 1', 'Only operators and admins may do that here.'],
    ['clerk', '/prism export', 'Which run?'],
    ['clerk', '/prism export 99', 'There is no run “99”.'],
    ['clerk', '/prism export all', 'There is no run “all”.'],
  ] as const) {
    const person = office.person(who);
    await person.type(line);
    await office.work();
    expect(person.channel()).toContain(says);
  }
  expect(await audited(office)).toEqual([]);
});
