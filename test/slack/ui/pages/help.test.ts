import { describe, expect, test } from 'vitest';
import { commands } from '../../../../src/slack/commands/index.ts';
import { TOPICS } from '../../../../src/slack/ui/help/topics.ts';
import { type HelpFor, helpScreen } from '../../../../src/slack/ui/pages/help.ts';
import { section } from '../../../../src/slack/ui/parts/blocks.ts';
import type { PageState } from '../../../../src/slack/ui/parts/pages.ts';
import { may, type Role } from '../../../../src/slack/visit.ts';
import { checkMessage } from '../../../sandbox/slack/gate/check.ts';
import { screen } from '../../../sandbox/slack/person/screen.ts';
import { fits } from '../shown.ts';
import { HOSTILE, LONG } from '../stage.ts';

const helpFor = (role: Role | null): HelpFor => ({
  role,
  commands: Object.entries(commands).map(([word, { usage, says, who }]) => ({
    ...{ word, usage, says },
    allowed: may(role, who),
  })),
});

const ask = (of: string, role: Role | null = 'admin', state: Partial<PageState> = {}) =>
  helpScreen(helpFor(role), { page: 'help', of, ...state });
/** Nothing in a topic is a link. */
const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const see = (of: string, role?: Role | null, state?: Partial<PageState>): string =>
  screen(ask(of, role, state).blocks);

describe('help', () => {
  test.each<[Role | null, string[], string[]]>([
    ['admin', ['connect', 'settings', 'people', 'audit', 'sync', 'status'], []],
    ['operator', ['map', 'sync', 'pause', 'resume', 'held', 'status'], ['connect', 'settings', 'audit']],
    ['viewer', ['status', 'history', 'run', 'held', 'preview'], ['map', 'sync', 'pause', 'audit']],
    [null, ['help'], ['status', 'sync', 'connect']],
  ])('tells %s what they may type', (role, has, hasNot) => {
    const told = see('', role)
      .split('\n')
      .flatMap(line => /^\/prism (\w+)/.exec(line)?.[1] ?? []);
    expect(told).toEqual(expect.arrayContaining(has));
    for (const word of hasNot) expect(told).not.toContain(word);
  });

  test('tells who has no role how to get one, and what there is to read', () => {
    const says = see('', null);
    expect(says).toContain('You have no role here yet. An admin can name you with /prism people');
    expect(says).toContain('/prism help setup');
  });

  test.each([
    ['sttaus', '/prism status'],
    ['snyc', '/prism sync'],
    ['Histroy products', '/prism history'],
    ['autotsk', '/prism help autotask'],
    ['fisrt-month', '/prism help first-month'],
  ])('%s: did you mean %s?', (typed, meant) => {
    expect(see(typed)).toContain(`Did you mean ${meant}?`);
  });

  test('nothing near is not guessed, and nobody is led to what they may not do', () => {
    expect(see('qqqqqqqq')).not.toContain('Did you mean');
    expect(see('qqqqqqqq')).toContain('There is no word “qqqqqqqq”.');
    expect(see('autid', 'viewer')).not.toContain('/prism audit');
  });

  test('a command is explained, also to who may not use it', () => {
    expect(see('sync')).toContain('/prism sync [products | <customer>]');
    expect(see('sync')).not.toContain('Your role does not allow it');
    expect(see('sync', 'viewer')).toContain('Your role does not allow it');
    expect(see('held')).toContain('/prism held [customer]');
    expect(see('held')).toContain('Held lines');
  });

  test.each(Object.keys(TOPICS))('reads about %s, and it fits', topic => {
    const { title, text } = TOPICS[topic]!;
    expect(see(topic)).toContain(title);
    for (const part of text) expect([...part].length).toBeLessThan(2_900);
    const pages = [1, 2, 3].map(at => ask(topic, 'viewer', { at }));
    for (const page of pages) fits(page);
    const all = pages.map(({ blocks }) => screen(blocks)).join('\n');
    for (const part of text) expect(all).toContain(screen([section(escaped(part))]));
  });

  test('topics are found in two words and whatever the case', () => {
    expect(see('First Month')).toContain('Start with one to three customers');
    expect(see('FAQ')).toContain('Can I stop it?');
  });

  test('whatever is typed, Slack takes it and it pings nobody', () => {
    for (const typed of [...HOSTILE, LONG, '__proto__', 'constructor', 'help']) {
      const { blocks, text } = ask(typed);
      expect(checkMessage(blocks, text), typed).toEqual([]);
    }
  });
});
