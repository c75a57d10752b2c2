import { ErrorCode, WebClient } from '@slack/web-api';
import { describe, expect, test } from 'vitest';
import { giveResponseUrl } from '../grants.ts';
import { onStage, section } from './stage.ts';

const stage = onStage();
const { call, post } = stage;
const client = (more: object = {}) =>
  new WebClient(stage.slack.botToken, {
    slackApiUrl: stage.slack.apiUrl,
    retryConfig: { retries: 0 },
    ...more,
  });

describe('the envelope', () => {
  test("is what Slack's own client understands", async () => {
    const words = { channel: stage.ops.id, text: 'Hi', unfurl_links: false };
    expect(await client().chat.postMessage(words)).toMatchObject({ ok: true, channel: stage.ops.id });
    const bad = client().chat.update({ ...words, ts: '1.000001' });
    await expect(bad).rejects.toMatchObject({
      code: ErrorCode.PlatformError,
      data: { error: 'message_not_found' },
    });
    const lists = client().paginate('conversations.list', { limit: 1 });
    for await (const page of lists) expect(page).toMatchObject({ ok: true, channels: [{ name: 'ops' }] });
  });

  test('of what is unknown or cannot be read', async () => {
    expect(await call('chat.shout')).toEqual({
      ok: false,
      error: 'unknown_method',
      req_method: 'chat.shout',
    });
    const send = async (type: string, body: string) => {
      const headers = { 'content-type': type, authorization: `Bearer ${stage.slack.botToken}` };
      return (await fetch(`${stage.slack.apiUrl}auth.test`, { method: 'POST', headers, body })).json();
    };
    expect(await send('application/json', '{')).toMatchObject({ error: 'invalid_json' });
    expect(await send('text/csv', 'a,b')).toMatchObject({ error: 'invalid_post_type' });
    expect(await call('api.test', { error: 'my_error' })).toMatchObject({ ok: false, error: 'my_error' });
    expect(await call('api.test', { foo: 'bar' }, 'none')).toMatchObject({ ok: true, args: { foo: 'bar' } });
  });
});

describe('faults', () => {
  test('come in order, for a method or for any, and pass', async () => {
    stage.slack.faults.add('chat.postMessage', { kind: 'error', error: 'fatal_error' }, { skip: 1 });
    stage.slack.faults.add('any', { kind: 'status', status: 503 });
    expect(await call('auth.test')).toMatchObject({ error: 'service_unavailable' });
    expect(await call('auth.test')).toMatchObject({ ok: true });
    await post();
    const failed = await call('chat.postMessage', { channel: stage.ops.id, text: 'x' });
    expect(failed).toEqual({ ok: false, error: 'fatal_error' });
    await post();
    expect(stage.slack.book.messages).toHaveLength(2);
    expect(stage.slack.book.calls.map(({ answer }) => answer)).toEqual([
      '503',
      'ok',
      'ok',
      'fatal_error',
      'ok',
    ]);
  });

  test.each([
    ['before', 0],
    ['after', 1],
  ] as const)('a connection dropped %s the effect leaves %i messages', async (when, left) => {
    stage.slack.faults.add('chat.postMessage', { kind: 'drop', when });
    await expect(post()).rejects.toThrow();
    expect(stage.slack.book.messages).toHaveLength(left);
    expect(stage.slack.book.calls).toMatchObject([{ answer: 'drop' }]);
  });

  test('an error with messages, a web page, a slow answer', async () => {
    const messages = ['[ERROR] no charts here'];
    stage.slack.faults.add('any', { kind: 'error', error: 'invalid_blocks', messages });
    expect(await call('auth.test')).toMatchObject({ response_metadata: { messages } });
    stage.slack.faults.add('any', { kind: 'html', status: 502 });
    const page = await fetch(`${stage.slack.apiUrl}auth.test`, { method: 'POST' });
    expect([page.status, page.headers.get('content-type')]).toEqual([502, 'text/html']);
    stage.slack.faults.add('any', { kind: 'slow', ms: 40 });
    const start = performance.now();
    expect(await call('auth.test')).toMatchObject({ ok: true });
    expect(performance.now() - start).toBeGreaterThan(35);
  });

  test("429 tells Slack's own client how long to wait", async () => {
    stage.slack.faults.add('chat.postMessage', { kind: 'status', status: 429, retryAfter: 7 });
    const posted = client({ rejectRateLimitedCalls: true }).chat.postMessage({
      channel: stage.ops.id,
      text: 'x',
    });
    await expect(posted).rejects.toMatchObject({ code: ErrorCode.RateLimitedError, retryAfter: 7 });
  });
});

describe('rate limits', () => {
  test('are off, unless switched on', async () => {
    for (let i = 0; i < 3; i++) await post();
    stage.slack.switches.rateLimits = true;
    await post();
    expect(await call('chat.postMessage', { channel: stage.ops.id, text: 'x' })).toMatchObject({
      error: 'ratelimited',
    });
    const other = stage.slack.addChannel();
    expect(await call('chat.postMessage', { channel: other.id, text: 'x' })).toMatchObject({ ok: true });
    stage.clock.advance(1000);
    await post();
  });

  test('go by the method, its tier and the token', async () => {
    stage.slack.switches.rateLimits = true;
    const ask = (token?: string) => call('usergroups.list', {}, token);
    for (let i = 0; i < 20; i++) expect(await ask()).toMatchObject({ ok: true });
    stage.clock.advance(20_000);
    const refused = await fetch(`${stage.slack.apiUrl}usergroups.list?token=${stage.slack.botToken}`);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '40']);
    expect(await ask(stage.slack.install(stage.slack.teamId).token)).toMatchObject({ ok: true });
    stage.clock.advance(40_000);
    expect(await ask()).toMatchObject({ ok: true });
  });
});

describe('a response_url', () => {
  const give = (messageTs: string | null = null, channelId = stage.ops.id) =>
    giveResponseUrl(stage.slack, { channelId, userId: stage.ada.id, messageTs });
  const respond = async (url: string, body: object) => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
    return { status: response.status, text: await response.text() };
  };

  test('answers one person unless told otherwise, also where the bot is no member', async () => {
    const url = give(null, stage.slack.addChannel({ kind: 'private' }).id);
    expect(await respond(url, { text: 'Only you' })).toEqual({ status: 200, text: 'ok' });
    await respond(url, { text: 'All', response_type: 'in_channel' });
    expect(stage.slack.book.messages).toMatchObject([
      { text: 'Only you', ephemeralTo: stage.ada.id },
      { text: 'All', ephemeralTo: null, userId: stage.slack.installation.botUserId },
    ]);
  });

  test('works five times', async () => {
    const url = give();
    for (let i = 0; i < 5; i++) expect((await respond(url, { text: 'x' })).status).toBe(200);
    expect(await respond(url, { text: 'x' })).toEqual({
      status: 404,
      text: '{"ok":false,"error":"used_url"}',
    });
    expect(stage.slack.book.messages).toHaveLength(5);
  });

  test('works for thirty minutes, and is known', async () => {
    const url = give();
    stage.clock.advance(30 * 60_000 + 1);
    expect(await respond(url, { text: 'x' })).toEqual({
      status: 404,
      text: '{"ok":false,"error":"expired_url"}',
    });
    expect((await respond(`${stage.slack.responsesUrl}U1/2/3`, { text: 'x' })).status).toBe(404);
  });

  test('replaces and deletes the message that was clicked, also an ephemeral one', async () => {
    const shown = await call('chat.postEphemeral', {
      channel: stage.ops.id,
      user: stage.ada.id,
      text: 'Choose',
    });
    const url = give(String(shown.message_ts));
    await respond(url, { text: 'Chosen', replace_original: true, blocks: [section('chosen')] });
    expect(stage.slack.book.messages).toMatchObject([
      { text: 'Chosen', edits: 1, ephemeralTo: stage.ada.id },
    ]);
    await respond(url, { delete_original: true });
    expect(stage.slack.book.messages).toMatchObject([{ deleted: true }]);
  });

  test('passes the gate, and meets faults', async () => {
    const url = give();
    expect((await respond(url, { text: 'x', blocks: [section('<!here>')] })).status).toBe(400);
    expect(stage.slack.findings).toMatchObject([{ from: 'response_url' }]);
    stage.slack.faults.add('response_url', { kind: 'status', status: 503 });
    expect((await respond(url, { text: 'x' })).status).toBe(503);
    expect(stage.slack.book.messages).toEqual([]);
    expect(stage.slack.book.calls.map(({ answer }) => answer)).toEqual(['invalid_blocks', '503']);
  });
});
