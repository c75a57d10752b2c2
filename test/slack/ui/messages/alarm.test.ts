import { describe, expect, test } from 'vitest';
import { type Alarm, alarmMessage } from '../../../../src/slack/ui/messages/alarm.ts';
import { checkMessage } from '../../../sandbox/slack/gate/check.ts';
import { HOSTILE, LONG, labelsOf, screen } from '../stage.ts';

const since = '2026-10-06';
const lost = (words: string): Alarm => ({
  ...{ alarm: 'connection-lost', connection: 'autotask', since, over: null },
  ...{ says: words, remedy: words, words },
});
const alarms: { alarm: Alarm; says: string[]; button: string }[] = [
  {
    alarm: {
      ...{ alarm: 'connection-lost', connection: 'autotask', since, over: null },
      says: 'Autotask refused the login.',
      remedy: 'Unlock the API user: Admin > Resources (Users).',
      words: '401 Unauthorized',
    },
    says: [
      'Connection to Autotask lost',
      'Autotask refused the login.',
      'Unlock the API user: Admin > Resources (Users).',
      '“401 Unauthorized”',
    ],
    button: 'Edit credentials',
  },
  {
    alarm: { alarm: 'invoice-late', month: '2026-09', since, over: null },
    says: ['Invoice for September 2026 is late', 'usage month September 2026'],
    button: 'Check now',
  },
  {
    alarm: { alarm: 'no-check', last: null, since, over: null },
    says: ['No successful check for 26 hours', 'PRISM was never read.'],
    button: 'Check now',
  },
];

describe('an alarm', () => {
  test.each(alarms)('$alarm.alarm says what is wrong and what to press', ({ alarm, says, button }) => {
    const { blocks, text } = alarmMessage(alarm);
    for (const words of says) expect(screen(blocks)).toContain(words);
    expect(labelsOf(blocks)).toEqual([button]);
    expect(checkMessage(blocks, text)).toEqual([]);
  });

  test.each(alarms)('$alarm.alarm has nothing to press when it is over', ({ alarm }) => {
    const { blocks, text } = alarmMessage({ ...alarm, over: '2026-10-07T04:00:00Z' });
    expect(screen(blocks)).toContain('over since');
    expect(labelsOf(blocks)).toEqual([]);
    expect(checkMessage(blocks, text)).toEqual([]);
  });

  test.each([...HOSTILE, LONG])('is taken by Slack whatever the other side says', words => {
    const { blocks, text } = alarmMessage(lost(words));
    expect(checkMessage(blocks, text)).toEqual([]);
    expect(JSON.stringify(blocks)).not.toMatch(/<!(channel|here)|<https:/);
  });
});
