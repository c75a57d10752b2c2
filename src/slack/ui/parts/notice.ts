/** A short word to one person. */
import type { KnownBlock } from '@slack/types';
import { context, section } from './blocks.ts';
import { name, safe } from './text.ts';

export type Notice = {
  /** One sentence. */
  says: string;
  /** What to do about it. */
  remedy?: string;
  /** The other system's own words. */
  words?: string | null;
  /** Given when something went wrong: it is in the log too. */
  reference?: string;
  kind?: 'done' | 'problem' | 'note';
};

const SIGN = { done: ':white_check_mark:', problem: ':warning:', note: ':information_source:' };

export function noticeBlocks({ says, remedy, words, reference, kind = 'note' }: Notice): KnownBlock[] {
  return [
    section([`${SIGN[kind]} ${safe(says)}`, ...(remedy ? [safe(remedy)] : [])].join('\n')),
    ...(words ? [context(`“${name(words, 600)}”`)] : []),
    ...(reference ? [context(`Reference ${safe(reference)}`)] : []),
  ];
}
