/** Files go to Slack in three steps, each with its own rules. */
import { describe, expect, test } from 'vitest';
import { DEFAULT_SCOPES } from '../index.ts';
import { type Answer, onStage } from './stage.ts';

const stage = onStage();

/** With a form, as Slack wants it. */
async function form(method: string, fields: Record<string, string>, token = stage.slack.botToken) {
  const body = new URLSearchParams({ token, ...fields });
  const response = await fetch(`${stage.slack.apiUrl}${method}`, { method: 'POST', body });
  return (await response.json()) as Answer & { upload_url: string; file_id: string };
}

const reserve = (bytes: string, filename = 'a.csv', token?: string) =>
  form('files.getUploadURLExternal', { filename, length: String(Buffer.byteLength(bytes)) }, token);

const upload = (address: string, body: string) =>
  fetch(address, { method: 'POST', headers: { 'content-type': 'application/octet-stream' }, body });

async function uploaded(bytes = 'a,b\r\n'): Promise<string> {
  const { upload_url, file_id } = await reserve(bytes);
  const answer = await upload(upload_url, bytes);
  expect([answer.status, await answer.text()]).toEqual([200, `OK - ${bytes.length}`]);
  return file_id;
}

const complete = (ids: string[], more: object = {}) =>
  stage.call('files.completeUploadExternal', { files: ids.map(id => ({ id, title: `of ${id}` })), ...more });

describe('files', () => {
  test('are announced, uploaded and shared together in a channel, under what is said of them', async () => {
    const ids = [await uploaded('one'), await uploaded('two')];
    const channel_id = stage.ops.id;
    expect(await complete(ids, { channel_id, initial_comment: 'Here' })).toMatchObject({
      ok: true,
      files: ids.map(id => ({ id, title: `of ${id}` })),
    });
    expect(stage.slack.book.messages).toMatchObject([
      { channelId: channel_id, text: 'Here', threadTs: null, files: ids.map(id => ({ id, name: 'a.csv' })) },
    ]);
    expect([...stage.slack.book.files.values()].map(({ bytes }) => String(bytes))).toEqual(['one', 'two']);
    // Once.
    expect(await complete(ids, { channel_id })).toMatchObject({ error: 'file_not_found' });
  });

  test('may go into a thread or direct messages; without a channel only the bot has them', async () => {
    const ts = await stage.post();
    expect(await complete([await uploaded()], { channel_id: stage.ops.id, thread_ts: ts })).toMatchObject({
      ok: true,
    });
    const { channel } = await stage.call('chat.postMessage', { channel: stage.ada.id, text: 'Hi' });
    expect(await complete([await uploaded()], { channel_id: channel })).toMatchObject({ ok: true });
    expect(await complete([await uploaded()])).toMatchObject({ ok: true });
    const { messages } = stage.slack.book;
    expect(messages.map(({ threadTs, files }) => [threadTs, files?.length ?? 0])).toEqual([
      [null, 0],
      [ts, 1],
      [null, 0],
      [null, 1],
    ]);
    expect(await complete([await uploaded()], { channel_id: stage.ops.id, thread_ts: '1.2' })).toMatchObject({
      error: 'invalid_thread_ts',
    });
  });

  test('need their scope, and a channel that the bot is in, whatever it may post to', async () => {
    const { token } = stage.slack.install(
      stage.slack.teamId,
      DEFAULT_SCOPES.filter(scope => scope !== 'files:write'),
    );
    expect(await reserve('x', 'a.csv', token)).toMatchObject({
      error: 'missing_scope',
      needed: 'files:write',
    });
    const { id: open } = stage.slack.addChannel();
    const { id: shut } = stage.slack.addChannel({ kind: 'private' });
    const { id: old } = stage.slack.addChannel({
      archived: true,
      members: [stage.slack.installation.botUserId],
    });
    const file = await uploaded();
    for (const [channel_id, error] of [
      [open, 'not_in_channel'],
      [shut, 'channel_not_found'],
      [old, 'is_archived'],
    ])
      expect(await complete([file], { channel_id })).toMatchObject({ error });
    expect(await complete([file], { channel_id: stage.ops.id })).toMatchObject({ ok: true });
  });

  test('are as long as was announced, and not there before they are uploaded', async () => {
    const { upload_url, file_id } = await reserve('four');
    expect(await complete([file_id])).toMatchObject({ error: 'file_not_found' });
    expect((await upload(upload_url, 'fives')).status).toBe(400);
    expect((await upload(`${upload_url}x`, 'four')).status).toBe(400);
    expect((await upload(upload_url, 'four')).status).toBe(200);
    expect(await complete([file_id])).toMatchObject({ ok: true });
    expect(await complete([])).toMatchObject({ error: 'invalid_arguments' });
    expect(await complete(['F0'])).toMatchObject({ error: 'file_not_found' });
  });

  test('are announced by a form, with a length, where the workspace allows them', async () => {
    const json = await stage.call('files.getUploadURLExternal', { filename: 'a.csv', length: 4 });
    expect(json).toMatchObject({ error: 'invalid_arguments' });
    expect(await form('files.getUploadURLExternal', { filename: 'a.csv', length: '0' })).toMatchObject({
      error: 'missing_argument',
    });
    stage.slack.switches.mostFileBytes = 3;
    expect(await reserve('four')).toMatchObject({ error: 'file_upload_size_restricted' });
    stage.slack.switches.fileUploads = false;
    expect(await reserve('tri')).toMatchObject({ error: 'file_uploads_disabled' });
  });

  test('nobody is written to directly while the app’s Messages tab is off', async () => {
    stage.slack.switches.messagesTab = false;
    expect(await stage.call('chat.postMessage', { channel: stage.ada.id, text: 'Hi' })).toMatchObject({
      error: 'messages_tab_disabled',
    });
  });
});
