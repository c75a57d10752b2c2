import type { KnownBlock } from '@slack/types';
import { closest, distance } from 'fastest-levenshtein';
import { TOPICS } from '../help/topics.ts';
import { actions, button, context, section } from '../parts/blocks.ts';
import { type Screen, serialize } from '../parts/pages.ts';
import { name } from '../parts/text.ts';

export type HelpFor = {
  role: string | null;
  /** After `help`, or words that were not understood. */
  typed: string;
  words: readonly string[];
  /** Those this person may use. */
  commands: readonly { usage: string; says: string }[];
};

export function helpScreen({ role, typed, words, commands }: HelpFor): Screen {
  const [word = ''] = typed.toLowerCase().split(/\s+/);
  const topic = Object.hasOwn(TOPICS, word) ? TOPICS[word] : undefined;
  if (topic) {
    return {
      title: 'Help',
      text: topic.title,
      blocks: [section(`*${topic.title}*\n${topic.text.join('\n')}`), ...topicButtons()],
    };
  }
  return {
    title: 'Help',
    text: 'What you can do here',
    blocks: [
      ...(word === '' ? [] : unknown(word, words)),
      ...(role === null
        ? [
            section(
              'You have no role here yet. An admin can name you with `/prism people`: *viewers* look, *operators* map, sync and approve, *admins* connect and decide who is who.',
            ),
          ]
        : []),
      section(
        `*What you can do here*\n${commands.map(({ usage, says }) => `\`/prism ${usage}\` · ${says}`).join('\n')}`,
      ),
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

const topicButtons = (): KnownBlock[] =>
  actions(
    ['setup', 'autotask', 'prism', 'limits', 'faq'].map(key =>
      button(TOPICS[key]?.title ?? key, `turn-page:${key}`, serialize({ page: 'help', of: key })),
    ),
  );

/** The nearest word, where one is near. */
function unknown(word: string, words: readonly string[]): KnownBlock[] {
  const known = [...words, ...Object.keys(TOPICS)];
  const nearest = closest(word, known);
  const near = distance(word, nearest) <= Math.max(1, Math.floor(word.length / 3) + 1);
  const command = words.includes(nearest) ? `/prism ${nearest}` : `/prism help ${nearest}`;
  return [section(`There is no \`${name(word, 40)}\`.${near ? ` Did you mean \`${command}\`?` : ''}`)];
}
