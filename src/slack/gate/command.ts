import type { AllMiddlewareArgs, SlackCommandMiddlewareArgs } from '@slack/bolt';
import type { CommandEntry } from '../visit.ts';
import { type House, receive } from './enter.ts';
import { holdsSecret, secretTyped } from './typed-secret.ts';

export const command =
  (house: House, entryOf: (typed: string) => { entry: CommandEntry; text: string }) =>
  async ({
    command: body,
    ack,
    respond,
    client,
    context,
  }: AllMiddlewareArgs & SlackCommandMiddlewareArgs): Promise<void> => {
    await ack();
    const typed = body.text ?? '';
    const { entry, text } = holdsSecret(typed) ? { entry: secretTyped, text: '' } : entryOf(typed);
    const came = {
      from: context,
      userTeamId: null,
      userId: body.user_id,
      place: { kind: 'command', channelId: body.channel_id } as const,
      triggerId: body.trigger_id,
      respond,
    };
    await house.track(receive(house, came, client, entry.who, visit => entry.run(visit, { text })));
  };
