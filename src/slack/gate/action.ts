import type { AllMiddlewareArgs, BlockAction, SlackActionMiddlewareArgs } from '@slack/bolt';
import { say } from '../answers.ts';
import { publishHome } from '../home.ts';
import type { ActionEntry, Visit } from '../visit.ts';
import { bareId, entryOf, type House, placeOf, receive } from './enter.ts';

/** Buttons, and fields that answer at once. */
export const action =
  (house: House, entries: Record<string, ActionEntry>) =>
  async ({
    body,
    action: clicked,
    ack,
    respond,
    client,
    context,
  }: AllMiddlewareArgs & SlackActionMiddlewareArgs<BlockAction>): Promise<void> => {
    await ack();
    const entry = entryOf(entries, bareId(clicked.action_id)) ?? outdated;
    const came = {
      from: context,
      userTeamId: body.user.team_id ?? null,
      userId: body.user.id,
      place: placeOf(body),
      triggerId: body.trigger_id ?? null,
      respond: body.response_url ? respond : null,
    };
    const click = { actionId: clicked.action_id, blockId: clicked.block_id, value: entered(clicked) };
    const work = async (visit: Visit): Promise<void> => {
      await entry.run(visit, click);
      // What was done on the Home tab shows there at once.
      if (visit.place.kind === 'home' && bareId(clicked.action_id) !== 'open-page') await publishHome(visit);
    };
    await house.track(receive(house, came, client, entry.who, work));
  };

/** A button of an older version. */
const outdated: ActionEntry = {
  who: 'anyone',
  run: async visit =>
    say(visit, {
      kind: 'problem',
      says: 'This button is of an older version and does nothing any more.',
      remedy: 'Ask for the list again, for example with /prism status.',
    }),
};

/** What was clicked, chosen or typed. */
function entered(clicked: BlockAction['actions'][number]): string {
  const one = clicked as unknown as {
    value?: string | null;
    selected_option?: { value: string } | null;
    selected_user?: string | null;
    selected_conversation?: string | null;
    selected_time?: string | null;
  };
  return (
    one.selected_option?.value ??
    one.value ??
    one.selected_user ??
    one.selected_conversation ??
    one.selected_time ??
    ''
  );
}
