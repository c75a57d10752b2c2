import type { KnownBlock } from '@slack/types';
import { closest, distance } from 'fastest-levenshtein';
import type { Topic } from '../help/topic.ts';
import { TOPICS } from '../help/topics.ts';
import { NO_ROLE } from '../home.ts';
import { actions, button, context, section } from '../parts/blocks.ts';
import { cutBlocks, type PageState, pager, type Screen, serialize } from '../parts/pages.ts';
import { name } from '../parts/text.ts';

export type HelpFor = {
  role: string | null;
  /** Every word behind `/prism`; `allowed`: this person may use it. */
  commands: readonly { word: string; usage: string; says: string; allowed: boolean }[];
};

/** `state.of`: what was typed after `help`, or what was not understood. */
export function helpScreen({ role, commands }: HelpFor, state: PageState): Screen {
  const typed = (state.of ?? '').trim().toLowerCase();
  const [word = ''] = typed.split(/\s+/);
  const topic = topicOf(typed);
  const known = commands.find(one => one.word === word);
  const explained = known ? [section(explain(known))] : [];
  if (topic) return topicScreen(topic, explained, state);
  const allowed = commands.filter(one => one.allowed);
  return {
    title: 'Help',
    text: 'What you can do here',
    blocks: [
      ...explained,
      ...(word === '' || known
        ? []
        : [
            section(
              unknown(
                typed,
                allowed.map(one => one.word),
              ),
            ),
          ]),
      ...(role === null ? [section(NO_ROLE)] : []),
      section(`*What you can do here*\n${allowed.map(usageOf).join('\n')}`),
      section(
        `*Read about*\n${Object.entries(TOPICS)
          .map(([key, { about }]) => `\`/prism help ${key}\` · ${about}`)
          .join('\n')}`,
      ),
      ...topicButtons(),
      ...(role === null ? [] : [context(`You are ${role === 'viewer' ? 'a' : 'an'} ${role} here.`)]),
    ],
  };
}

/** `first-month` is found as `first month` too. */
function topicOf(typed: string): Topic | undefined {
  const [word = ''] = typed.split(/\s+/);
  const key = [typed.replaceAll(/\s+/g, '-'), word].find(one => Object.hasOwn(TOPICS, one));
  return key === undefined ? undefined : TOPICS[key];
}

function topicScreen({ title, text }: Topic, explained: KnownBlock[], state: PageState): Screen {
  const page = cutBlocks(
    text.map(part => [section(literal(part))]),
    state.at ?? 1,
    { characters: 7_000 },
  );
  return {
    title: 'Help',
    text: title,
    blocks: [
      ...explained,
      section(`*${title}*`),
      ...page.rows.flat(),
      ...pager(state, page, 'parts'),
      ...topicButtons(),
    ],
  };
}

const usageOf = ({ usage, says }: { usage: string; says: string }): string =>
  `\`/prism ${literal(usage)}\` · ${literal(says)}`;

const explain = (command: HelpFor['commands'][number]): string =>
  command.allowed
    ? usageOf(command)
    : `${usageOf(command)}\nYour role does not allow it; an admin can change that with \`/prism people\`.`;

/** Ours, but for what Slack takes for the beginning of a link. */
const literal = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const topicButtons = (): KnownBlock[] =>
  actions([
    button('What you can do', 'turn-page:help', serialize({ page: 'help' })),
    ...Object.entries(TOPICS).map(([key, { title }]) =>
      button(title, `turn-page:${key}`, serialize({ page: 'help', of: key })),
    ),
  ]);

/** With the nearest word this person may use, where one is near. */
function unknown(typed: string, words: readonly string[]): string {
  const [word = ''] = typed.split(/\s+/);
  const nearest = closest(word, [...words, ...Object.keys(TOPICS)]);
  const isNear = distance(word, nearest) <= Math.floor(word.length / 3) + 1;
  const meant = words.includes(nearest) ? `/prism ${nearest}` : `/prism help ${nearest}`;
  return `There is no word “${name(word, 40)}”.${isNear ? ` Did you mean *${meant}*?` : ''}`;
}
