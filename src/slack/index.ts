/** Puts everything the app listens to in its place; what it does stands in the tables. */
import type { App, BlockAction, ViewSubmitAction } from '@slack/bolt';
import { actions } from './actions/index.ts';
import type { Identities } from './authorize.ts';
import { commandFor } from './commands/index.ts';
import { action } from './gate/action.ts';
import { command } from './gate/command.ts';
import type { House } from './gate/enter.ts';
import { homeOpened } from './gate/home-opened.ts';
import { options as choices } from './gate/options.ts';
import { submission } from './gate/submission.ts';
import { listenForUninstalls } from './installs/uninstalled.ts';
import { options } from './options/index.ts';
import { views } from './views/index.ts';

/** The app's only slash command. */
export const COMMAND = '/prism';

export function listen(app: App, house: House, identities: Identities): void {
  app.command(COMMAND, command(house, commandFor));
  app.action<BlockAction>(/.*/, action(house, actions));
  app.view<ViewSubmitAction>(/.*/, submission(house, views));
  app.options<'block_suggestion'>(/.*/, choices(house, options));
  app.event('app_home_opened', homeOpened(house));
  listenForUninstalls(app, house.context, identities);
}
