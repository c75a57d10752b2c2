/** Puts everything the app listens to in its place; what it does stands in the tables. */
import type { App, BlockAction, ViewSubmitAction } from '@slack/bolt';
import { actions } from './actions/index.ts';
import { commandFor } from './commands/index.ts';
import * as gate from './gate.ts';
import { options } from './options/index.ts';
import { views } from './views/index.ts';

/** The app's only slash command. */
export const COMMAND = '/prism';

export function listen(app: App, house: gate.House): void {
  app.command(COMMAND, gate.command(house, commandFor));
  app.action<BlockAction>(/.*/, gate.action(house, actions));
  app.view<ViewSubmitAction>(/.*/, gate.submission(house, views));
  app.options<'block_suggestion'>(/.*/, gate.options(house, options));
}
