/** Pages as people see them, and as Slack does. */
import { expect } from 'vitest';
import { PAGE_VIEW } from '../../../src/slack/ids.ts';
import { modal } from '../../../src/slack/ui/parts/blocks.ts';
import { MOST_BLOCKS, MOST_CHARACTERS, type Screen, weight } from '../../../src/slack/ui/parts/pages.ts';
import { checkMessage, checkView } from '../../sandbox/slack/gate/check.ts';
import { screen } from '../../sandbox/slack/person/screen.ts';

export const seen = ({ blocks }: { blocks: readonly unknown[] }): string => screen(blocks);

export const buttonsOf = (shown: { blocks: readonly unknown[] }): string[] =>
  [...seen(shown).matchAll(/\[([^\]]+)\]/g)].map(([, label]) => label!);

/** A page may stand in a message and in a modal; Slack takes it in both. */
export function fits({ title, blocks, text }: Screen): void {
  expect(checkMessage(blocks, text)).toEqual([]);
  expect(checkView(modal(PAGE_VIEW, title, blocks))).toEqual([]);
  expect(blocks.length).toBeLessThanOrEqual(MOST_BLOCKS);
  expect(weight(blocks)).toBeLessThanOrEqual(MOST_CHARACTERS);
}
