/** Everything in the product’s own tables that a request of Slack can lead to. */
import { actions } from '../../src/slack/actions/index.ts';
import { commands } from '../../src/slack/commands/index.ts';
import { options } from '../../src/slack/options/index.ts';
import { pages } from '../../src/slack/pages/index.ts';
import { views } from '../../src/slack/views/index.ts';
import type { Who } from '../../src/slack/visit.ts';
import { controls } from './controls.ts';
import { type Kind, type Letter, lettersTo } from './letters.ts';
import type { Theirs } from './their-world.ts';

const TABLES: Record<Exclude<Kind, 'home'>, Record<string, { who: Who }>> = {
  ...{ command: commands, action: actions, view: views, options, page: pages },
};

export const ENTRIES: readonly (readonly [Kind, string])[] = [
  ...Object.entries(TABLES).flatMap(([kind, table]) =>
    Object.keys(table).map(id => [kind as Kind, id] as const),
  ),
  ['home', 'home'],
];

export const whoMay = (kind: Kind, id: string): Who => (kind === 'home' ? 'viewer' : TABLES[kind][id]!.who);

/** The letter that does something where its ids are known, and what proves it. */
export function controlOf(
  kind: Kind,
  id: string,
  theirs: Theirs,
): { letter: Letter; says: RegExp | undefined } {
  const control = controls[kind][id];
  if (!control) throw new Error(`${kind} ${id} has no control: say in controls.ts what it can do`);
  const letter = lettersTo(kind, id, theirs).find(({ label }) => label === control.letter);
  if (!letter) throw new Error(`there is no letter “${control.letter}”`);
  return { letter, says: control.says };
}
