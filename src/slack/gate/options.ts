import type { AllMiddlewareArgs, BlockAction, SlackOptionsMiddlewareArgs } from '@slack/bolt';
import type { PlainTextOption } from '@slack/types';
import { option } from '../ui/parts/blocks.ts';
import type { OptionsEntry } from '../visit.ts';
import { admit, bareId, type Came, entryOf, type House, placeOf, visitOf } from './enter.ts';
import { within } from './within.ts';

/** Slack shows choices that come within three seconds, and takes at most 100. */
const MOST_MS = 2_500;
const MOST = 100;

/** Selects that are searched on our side. A select cannot show what went wrong: it shows no choices. */
export const options =
  (house: House, entries: Record<string, OptionsEntry>) =>
  async ({
    body,
    options: asked,
    ack,
    client,
    context,
  }: AllMiddlewareArgs & SlackOptionsMiddlewareArgs<'block_suggestion'>): Promise<void> => {
    const entry = entryOf(entries, bareId(asked.action_id));
    const came: Came = {
      from: context,
      userTeamId: body.user.team_id ?? null,
      userId: body.user.id,
      place: placeOf(body as unknown as BlockAction),
      triggerId: null,
      respond: null,
    };
    const visit = visitOf(house, came, client);
    const search = async ({ who, load }: OptionsEntry): Promise<PlainTextOption[]> => {
      await admit(house, came, visit, who);
      const about = { actionId: asked.action_id, blockId: asked.block_id };
      return choices(await load(visit, asked.value, about));
    };
    let found: PlainTextOption[] = [];
    try {
      if (entry) found = await within(MOST_MS, search(entry), 'No choices were found in time.');
    } catch (error) {
      visit.log.warn({ err: error, options: asked.action_id }, 'no choices could be given');
    }
    await ack({ options: found });
  };

const choices = (found: Awaited<ReturnType<OptionsEntry['load']>>): PlainTextOption[] =>
  found.slice(0, MOST).map(({ text, value, description }) => option(text, value, description));
