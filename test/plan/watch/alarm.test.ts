import { expect, test } from 'vitest';
import { type Alarm, alarmKey } from '../../../src/plan/watch/alarm.ts';

const alarms: [Alarm, string][] = [
  [
    { alarm: 'connection-lost', connection: 'prism', says: 'a', remedy: 'b', words: null },
    'connection-lost/prism',
  ],
  [{ alarm: 'invoice-late', month: '2026-09' }, 'invoice-late/2026-09'],
  [{ alarm: 'no-check', last: null }, 'no-check'],
  [{ alarm: 'contracts-end', on: '2026-10-31', contracts: [] }, 'contracts-end/2026-10-31'],
  [
    { alarm: 'contracts-unusable', why: 'It is inactive.', contracts: [] },
    'contracts-unusable/It is inactive.',
  ],
  [{ alarm: 'not-mapped', month: '2026-09', customers: [] }, 'not-mapped/2026-09'],
  [{ alarm: 'prices-change', on: '2026-11-01', currency: null, prices: [] }, 'prices-change/2026-11-01'],
];

test.each(alarms)('an alarm is the same trouble by what it is about: %o', (alarm, key) => {
  expect(alarmKey(alarm)).toBe(key);
});
