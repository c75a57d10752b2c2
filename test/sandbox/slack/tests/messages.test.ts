import { describe, expect, test } from 'vitest';
import { DEFAULT_SCOPES } from '../index.ts';
import { onStage, section } from './stage.ts';

const stage = onStage();
const { call, post } = stage;

const withScopes = (...scopes: string[]) => stage.slack.install(stage.slack.teamId, scopes).token;

describe('posting', () => {
  test('stamps each message apart and keeps what was sent, with ids where there were none', async () => {
    const first = await post({ text: 'One', blocks: [section('one')] });
    const second = await post({ text: 'Two', thread_ts: first });
    expect(Number(second)).toBeGreaterThan(Number(first));
    expect(stage.slack.book.messages).toMatchObject([
      { ts: first, text: 'One', threadTs: null, blocks: [{ type: 'section', block_id: expect.any(String) }] },
      { ts: second, text: 'Two', threadTs: first, blocks: [] },
    ]);
  });

  test('takes a form as well as JSON', async () => {
    const body = new URLSearchParams({
      ...{
        token: stage.slack.botToken,
        channel: '#ops',
        text: 'Hi',
        blocks: JSON.stringify([section('hi')]),
      },
    });
    const response = await fetch(`${stage.slack.apiUrl}chat.postMessage`, { method: 'POST', body });
    expect(await response.json()).toMatchObject({ ok: true, channel: stage.ops.id });
    expect(stage.slack.book.calls).toMatchObject([
      { method: 'chat.postMessage', answer: 'ok', args: { text: 'Hi', blocks: [section('hi')] } },
    ]);
    expect(stage.slack.book.calls[0]?.args).not.toHaveProperty('token');
  });

  test('to a member goes to the direct messages with them, always the same', async () => {
    const [first, second] = [
      await call('chat.postMessage', { channel: stage.ada.id, text: 'Hi' }),
      await call('chat.postMessage', { channel: stage.ada.id, text: 'Again' }),
    ];
    expect(first.channel).toMatch(/^D/);
    expect(second.channel).toBe(first.channel);
    expect(await call('conversations.open', { users: stage.ada.id })).toMatchObject({
      already_open: true,
      channel: { id: first.channel },
    });
  });

  test('the same client_msg_id again returns the first message, unless switched off', async () => {
    const first = await post({ client_msg_id: 'run-1' });
    expect(await post({ client_msg_id: 'run-1', text: 'Again' })).toBe(first);
    expect(stage.slack.book.messages).toHaveLength(1);
    stage.slack.switches.idempotentPosts = false;
    expect(await post({ client_msg_id: 'run-1' })).not.toBe(first);
  });

  test('a public channel the bot is not in needs a scope, a private one is not there', async () => {
    const { id: open } = stage.slack.addChannel();
    const { id: secret } = stage.slack.addChannel({ kind: 'private' });
    expect(await call('chat.postMessage', { channel: open, text: 'x' })).toMatchObject({ ok: true });
    const token = withScopes('chat:write');
    expect(await call('chat.postMessage', { channel: open, text: 'x' }, token)).toMatchObject({
      error: 'not_in_channel',
    });
    expect(await call('chat.postMessage', { channel: secret, text: 'x' })).toMatchObject({
      error: 'channel_not_found',
    });
  });

  test.each([
    ['an unknown channel', { channel: 'C404' }, 'channel_not_found'],
    ['no channel', { channel: '' }, 'invalid_arguments'],
    ['nothing to say', { text: '' }, 'no_text'],
    ['blocks and no text', { text: '', blocks: [section('x')] }, 'invalid_arguments'],
    ['too long a text', { text: 'x'.repeat(40_001) }, 'msg_too_long'],
    [
      'too long blocks',
      { blocks: Array.from({ length: 5 }, () => section('x'.repeat(2900))) },
      'msg_blocks_too_long',
    ],
    ['a bad block', { blocks: [{ type: 'sectoin' }] }, 'invalid_blocks'],
    ['blocks that are no JSON', { blocks: '[{' }, 'invalid_blocks_format'],
    ['an attachment', { attachments: [{ text: 'x' }] }, 'invalid_attachments'],
    ['metadata without a type', { metadata: { event_payload: {} } }, 'invalid_metadata_schema'],
    ['a thread of nothing', { thread_ts: '1.000001' }, 'thread_not_found'],
  ])('%s is refused', async (_, args: object, error) => {
    const answer = await call('chat.postMessage', { channel: stage.ops.id, text: 'x', ...args });
    expect(answer).toMatchObject({ ok: false, error });
    expect(stage.slack.book.messages).toEqual([]);
    expect(stage.slack.book.calls).toMatchObject([{ method: 'chat.postMessage', answer: error }]);
  });

  test('a payload that is refused names the place, and stays among the findings', async () => {
    const answer = await call('chat.postMessage', {
      channel: stage.ops.id,
      text: 'x',
      blocks: [section('')],
    });
    const problems = ['[ERROR] must be more than 0 characters [json-pointer:/blocks/0/text/text]'];
    expect(answer).toMatchObject({ error: 'invalid_blocks', response_metadata: { messages: problems } });
    expect(stage.slack.findings).toEqual([
      { from: 'chat.postMessage', problems, payload: { text: 'x', blocks: [section('')] } },
    ]);
  });
});

describe('changing', () => {
  test('an update with text alone drops the blocks, and keeps the metadata', async () => {
    const metadata = { event_type: 'run', event_payload: { id: 1 } };
    const ts = await post({ blocks: [section('x')], metadata });
    expect(await call('chat.update', { channel: stage.ops.id, ts, text: 'Done' })).toMatchObject({
      ok: true,
      ts,
    });
    expect(stage.slack.book.messages).toMatchObject([{ text: 'Done', blocks: [], metadata, edits: 1 }]);
  });

  test("another's message, an ephemeral one and one that is gone are left alone", async () => {
    const own = await post();
    const theirs = await post();
    stage.slack.book.messages[1]!.userId = stage.ada.id;
    const change = (ts: unknown) => call('chat.update', { channel: stage.ops.id, ts, text: 'x' });
    const take = (ts: unknown) => call('chat.delete', { channel: stage.ops.id, ts });
    expect(await change(theirs)).toMatchObject({ error: 'cant_update_message' });
    expect(await take(theirs)).toMatchObject({ error: 'cant_delete_message' });
    const shown = await call('chat.postEphemeral', { channel: stage.ops.id, user: stage.ada.id, text: 'x' });
    expect(await change(shown.message_ts)).toMatchObject({ error: 'cant_update_message' });
    expect(await take(own)).toMatchObject({ ok: true });
    expect(await change(own)).toMatchObject({ error: 'message_not_found' });
    expect(await take(own)).toMatchObject({ error: 'message_not_found' });
  });

  test('an archived channel is frozen', async () => {
    const ts = await post();
    stage.ops.archived = true;
    const words = { channel: stage.ops.id, text: 'x' };
    expect(await call('chat.update', { ...words, ts })).toMatchObject({ error: 'is_inactive' });
    expect(await call('chat.postMessage', words)).toMatchObject({ error: 'is_archived' });
  });
});

describe('ephemeral messages', () => {
  test('are for a member of a channel that the bot is in', async () => {
    const show = (args: object) => call('chat.postEphemeral', { channel: stage.ops.id, text: 'x', ...args });
    expect(await show({ user: stage.ada.id })).toMatchObject({ ok: true, message_ts: expect.any(String) });
    expect(stage.slack.book.messages).toMatchObject([{ ephemeralTo: stage.ada.id }]);
    const bob = stage.slack.addMember();
    expect(await show({ user: bob.id })).toMatchObject({ error: 'user_not_in_channel' });
    expect(await show({ user: 'U404' })).toMatchObject({ error: 'user_not_found' });
    const other = stage.slack.addChannel({ members: [stage.ada.id] });
    expect(await show({ channel: other.id, user: stage.ada.id })).toMatchObject({ error: 'not_in_channel' });
  });
});

describe('reading', () => {
  const reader = () => withScopes(...DEFAULT_SCOPES, 'channels:history');

  test('history is newest first, without threads and ephemeral ones, and needs its scope', async () => {
    const first = await post({ text: 'One', metadata: { event_type: 'run', event_payload: {} } });
    await post({ text: 'Reply', thread_ts: first });
    await call('chat.postEphemeral', { channel: stage.ops.id, user: stage.ada.id, text: 'x' });
    const last = await post({ text: 'Two' });
    const ask = (args: object, token?: string) =>
      call('conversations.history', { channel: stage.ops.id, ...args }, token);
    expect(await ask({})).toMatchObject({ error: 'missing_scope', needed: 'channels:history' });
    const all = await ask({}, reader());
    expect(all).toMatchObject({
      messages: [{ text: 'Two' }, { text: 'One', reply_count: 1 }],
      has_more: false,
    });
    expect(all).not.toHaveProperty('messages.1.metadata');
    const metadata = { event_type: 'run' };
    expect(await ask({ include_all_metadata: true, latest: last }, reader())).toMatchObject({
      messages: [{ text: 'One', metadata }],
    });
    expect(await ask({ oldest: last, inclusive: true }, reader())).toMatchObject({
      messages: [{ text: 'Two' }],
    });
    const page = await ask({ limit: 1 }, reader());
    expect(page).toMatchObject({ messages: [{ text: 'Two' }], has_more: true });
    const { next_cursor: cursor } = page.response_metadata as { next_cursor: string };
    expect(await ask({ limit: 1, cursor }, reader())).toMatchObject({ messages: [{ text: 'One' }] });
  });

  test('a permalink is of a message that all can see', async () => {
    const ts = await post();
    const ask = (message_ts: string) => call('chat.getPermalink', { channel: stage.ops.id, message_ts });
    expect(await ask(ts)).toMatchObject({
      permalink: `https://acme.slack.com/archives/${stage.ops.id}/p${ts.replace('.', '')}`,
    });
    expect(await ask('1.000001')).toMatchObject({ error: 'message_not_found' });
  });
});
