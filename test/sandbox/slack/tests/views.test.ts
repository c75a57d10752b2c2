import { describe, expect, test } from 'vitest';
import { stackOf } from '../view-stack.ts';
import { input, modal, onStage, plain, section } from './stage.ts';

const stage = onStage();
const { call, openView } = stage;

const open = (trigger_id: string, view: object = modal()) => call('views.open', { trigger_id, view });
const push = (view: object = modal()) => call('views.push', { trigger_id: stage.trigger(), view });

describe('a trigger', () => {
  test('lives three seconds', async () => {
    const trigger = stage.trigger();
    stage.clock.advance(3001);
    expect(await open(trigger)).toMatchObject({ error: 'expired_trigger_id' });
    const other = stage.trigger();
    stage.clock.advance(3000);
    expect(await open(other)).toMatchObject({ ok: true });
  });

  test('opens one view', async () => {
    const trigger = stage.trigger();
    expect(await open(trigger)).toMatchObject({ ok: true });
    expect(await open(trigger)).toMatchObject({ error: 'exchanged_trigger_id' });
  });

  test('is known, and of a team the token serves', async () => {
    expect(await open('1.2.3')).toMatchObject({ error: 'invalid_trigger_id' });
    const stranger = stage.slack.addMember({ teamId: stage.slack.addTeam().id });
    expect(await open(stage.trigger(stranger))).toMatchObject({ error: 'invalid_trigger_id' });
  });

  test('is not spent on a view that is refused', async () => {
    const trigger = stage.trigger();
    expect(await open(trigger, modal({ title: plain('x'.repeat(25)) }))).toMatchObject({
      error: 'invalid_arguments',
      response_metadata: { messages: [expect.stringContaining('[json-pointer:/view/title/text]')] },
    });
    expect(stage.slack.findings).toHaveLength(1);
    expect(await open(trigger)).toMatchObject({ ok: true });
  });
});

describe('the stack', () => {
  test('is three high', async () => {
    expect(await push()).toMatchObject({ error: 'not_found' });
    const { id: first } = await openView();
    const { view: second } = await push();
    const { view: third } = await push();
    expect(second).toMatchObject({ root_view_id: first, previous_view_id: first });
    expect(third).toMatchObject({ root_view_id: first, previous_view_id: (second as { id: string }).id });
    expect(await push()).toMatchObject({ error: 'push_limit_reached' });
    expect(stackOf(stage.slack.book, stage.ada.id)).toHaveLength(3);
  });

  test('an external_id is for one view', async () => {
    await openView(modal({ external_id: 'one' }));
    expect(await push(modal({ external_id: 'one' }))).toMatchObject({ error: 'duplicate_external_id' });
    const view = modal({ external_id: 'one', title: plain('New') });
    expect(await call('views.update', { external_id: 'one', view })).toMatchObject({ ok: true });
  });
});

describe('an update', () => {
  const update = (args: object) => call('views.update', { view: modal(), ...args });

  test('gives a new hash, and refuses a stale one', async () => {
    const { id, hash } = await openView();
    const answer = await update({ view_id: id, hash });
    expect(answer).toMatchObject({ ok: true, view: { id } });
    expect(answer.view).not.toMatchObject({ hash });
    expect(await update({ view_id: id, hash })).toMatchObject({ error: 'hash_conflict' });
    expect(await update({ view_id: id })).toMatchObject({ ok: true });
  });

  test('finds nothing once the view is closed, and needs to be told which', async () => {
    const { id } = await openView();
    stage.slack.book.views.clear();
    expect(await update({ view_id: id })).toMatchObject({ error: 'not_found' });
    expect(await update({})).toMatchObject({ error: 'invalid_arguments' });
  });

  test('keeps what was typed while both ids stay, and not longer', async () => {
    const { id } = await openView(modal({ blocks: [input('name', { initial_value: 'first' })] }));
    const [view] = stackOf(stage.slack.book, stage.ada.id);
    expect(view?.state).toEqual({ name: { typed: { type: 'plain_text_input', value: 'first' } } });
    view!.state.name!.typed = { type: 'plain_text_input', value: 'by hand' };
    await update({ view_id: id, view: modal({ blocks: [input('name', { initial_value: 'other' })] }) });
    expect(view?.state).toEqual({ name: { typed: { type: 'plain_text_input', value: 'by hand' } } });
    await update({ view_id: id, view: modal({ blocks: [input('name-2', { initial_value: 'other' })] }) });
    expect(view?.state).toEqual({ 'name-2': { typed: { type: 'plain_text_input', value: 'other' } } });
  });

  test('is not too large', async () => {
    const { id } = await openView();
    const view = modal({ blocks: Array.from({ length: 90 }, () => section('x'.repeat(2900))) });
    expect(await update({ view_id: id, view })).toMatchObject({ error: 'view_too_large' });
  });
});

describe('the Home tab', () => {
  const home = { type: 'home', blocks: [section('Hello')] };
  const publish = (args: object = {}) =>
    call('views.publish', { user_id: stage.ada.id, view: home, ...args });

  test('is published for a member, with or without the hash of the last one', async () => {
    const first = await publish();
    const { hash } = first.view as { hash: string };
    expect(await publish({ hash })).toMatchObject({ ok: true });
    expect(await publish({ hash })).toMatchObject({ error: 'hash_conflict' });
    expect(stage.slack.book.homes.get(stage.ada.id)?.view.blocks).toMatchObject([section('Hello')]);
  });

  test('is no modal, and is for people of the team', async () => {
    expect(await publish({ view: modal() })).toMatchObject({ error: 'invalid_arguments' });
    expect(await open(stage.trigger(), home)).toMatchObject({ error: 'invalid_arguments' });
    expect(await publish({ user_id: 'U404' })).toMatchObject({ error: 'user_not_found' });
  });
});
