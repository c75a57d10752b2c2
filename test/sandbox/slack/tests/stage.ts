import { afterEach, beforeEach, expect } from 'vitest';
import { SetClock } from '../../../../src/clock.ts';
import type { Channel, Member } from '../book.ts';
import { giveTrigger } from '../grants.ts';
import { type SlackSandbox, startSlack } from '../index.ts';

export type Answer = Record<string, unknown> & { ok: boolean; error?: string };

export const plain = (text: string) => ({ type: 'plain_text', text });
export const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } });
export const input = (block_id: string, more: object = {}) => ({
  type: 'input',
  block_id,
  label: plain('Name'),
  element: { type: 'plain_text_input', action_id: 'typed', ...more },
});
export const modal = (more: object = {}) => ({
  ...{ type: 'modal', title: plain('Title'), submit: plain('Save'), blocks: [input('name')] },
  ...more,
});

export type Stage = {
  clock: SetClock;
  slack: SlackSandbox;
  ops: Channel;
  ada: Member;
  /** A call with a JSON body; of the first installation unless a token is given. */
  call(method: string, args?: object, token?: string): Promise<Answer>;
  /** The trigger_id of something that the member, Ada unless said, does now. */
  trigger(member?: Member): string;
  /** Opens a modal for Ada. */
  openView(view?: object): Promise<{ id: string; hash: string }>;
  /** A message of the bot in #ops. @returns its ts */
  post(args?: object): Promise<string>;
};

/** A fresh Slack for each test of the file, its clock standing still; the bot is in #ops, Ada is a member. */
export function onStage(): Stage {
  const stage: Stage = {
    clock: new SetClock('2026-09-01T08:00:00.000Z'),
    slack: undefined as unknown as SlackSandbox,
    ops: undefined as unknown as Channel,
    ada: undefined as unknown as Member,

    call: async (method, args = {}, token = stage.slack.botToken) => {
      const response = await fetch(`${stage.slack.apiUrl}${method}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json; charset=utf-8', authorization: `Bearer ${token}` },
        body: JSON.stringify(args),
      });
      return (await response.json()) as Answer;
    },

    trigger: (member = stage.ada) =>
      giveTrigger(stage.slack.book, { userId: member.id, teamId: member.teamId }),

    openView: async (view = modal()) => {
      const answer = await stage.call('views.open', { trigger_id: stage.trigger(), view });
      expect(answer).toMatchObject({ ok: true });
      return answer.view as { id: string; hash: string };
    },

    post: async (args = {}) => {
      const answer = await stage.call('chat.postMessage', { channel: stage.ops.id, text: 'Hello', ...args });
      expect(answer).toMatchObject({ ok: true });
      return String(answer.ts);
    },
  };
  beforeEach(async () => {
    stage.clock = new SetClock('2026-09-01T08:00:00.000Z');
    stage.slack = await startSlack({ clock: stage.clock });
    stage.ada = stage.slack.addMember({ name: 'ada' });
    const members = [stage.slack.installation.botUserId, stage.ada.id];
    stage.ops = stage.slack.addChannel({ name: 'ops', members });
  });
  afterEach(() => stage.slack.close());
  return stage;
}
