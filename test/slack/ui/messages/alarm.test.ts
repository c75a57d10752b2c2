import { describe, expect, test } from 'vitest';
import type { Alarm } from '../../../../src/plan/watch/alarm.ts';
import type { ComingPrice } from '../../../../src/plan/watch/coming-prices.ts';
import { alarmMessage } from '../../../../src/slack/ui/messages/alarm.ts';
import { checkMessage } from '../../../sandbox/slack/gate/check.ts';
import { HOSTILE, LONG, labelsOf, screen } from '../stage.ts';

const since = '2026-10-06T04:00:00Z';
const told = (alarm: Alarm, over: string | null = null) => alarmMessage({ alarm, since, over });

const contract = (customerName: string) => ({ tenantId: 't-1', customerName, agreementName: 'Cloud 2026' });
const price = (name: string): ComingPrice => ({
  ...{ on: '2026-11-01', productKey: name, name, sku: 'CFQ7TTC0LCHC:0002' },
  cost: { before: '20', after: '22.5' },
  price: { before: '25', after: '27' },
  margin: { before: '5', after: '4.5' },
  customers: [{ tenantId: 't-1', customerName: 'Contoso', seats: '12' }],
  ...{ seats: '12', effect: '-6' },
});

const alarms: { alarm: Alarm; says: string[]; buttons: string[] }[] = [
  {
    alarm: {
      ...{ alarm: 'connection-lost', connection: 'autotask' },
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
    buttons: ['Edit credentials'],
  },
  {
    alarm: { alarm: 'invoice-late', month: '2026-09' },
    says: ['Invoice for September 2026 is late', 'usage month September 2026'],
    buttons: ['Check now'],
  },
  {
    alarm: { alarm: 'no-check', last: null },
    says: ['No successful check for 26 hours', 'PRISM was never read.'],
    buttons: ['Check now'],
  },
  {
    alarm: { alarm: 'contracts-end', on: '2026-10-31', contracts: [contract('Contoso')] },
    says: ['1 contract ends on 31 Oct 2026', 'Contoso', 'Cloud 2026', 'Extend it in Autotask'],
    buttons: ['Fix mapping'],
  },
  {
    alarm: {
      ...{ alarm: 'contracts-unusable', why: 'It is inactive.' },
      contracts: [contract('Contoso'), contract('Fabrikam')],
    },
    says: ['2 contracts cannot be billed any more', 'It is inactive. Correct them in Autotask'],
    buttons: ['Fix mapping', 'Fix mapping'],
  },
  {
    alarm: {
      ...{ alarm: 'not-mapped', month: '2026-09' },
      customers: [{ tenantId: 't-4', customerName: 'Tailspin Toys', cost: '1234.5', currency: 'AUD' }],
    },
    says: ['1 customer not mapped · September 2026', '1,234.50 AUD supplier cost', 'Tailspin Toys'],
    buttons: ['Map', 'Exclude…'],
  },
  {
    alarm: {
      ...{ alarm: 'prices-change', on: '2026-11-01', currency: 'AUD' },
      prices: [price('Microsoft 365 Business Premium')],
    },
    says: [
      '1 price in use changes on 01 Nov 2026',
      'margin changes by -6.00 AUD a month; 1 product loses margin',
      'cost 20.00 → 22.50 · RRP 25.00 → 27.00 · margin 5.00 → 4.50',
      '1 customer, 12 seats · margin -6.00 AUD a month',
    ],
    buttons: ['Show changes'],
  },
];

describe('an alarm', () => {
  test.each(alarms)('$alarm.alarm says what is wrong and what to press', ({ alarm, says, buttons }) => {
    const { blocks, text } = told(alarm);
    for (const words of says) expect(screen(blocks)).toContain(words);
    expect(labelsOf(blocks)).toEqual(buttons);
    expect(checkMessage(blocks, text)).toEqual([]);
  });

  test.each(alarms)('$alarm.alarm has nothing to press when it is over', ({ alarm }) => {
    const { blocks, text } = told(alarm, '2026-10-07T04:00:00Z');
    expect(screen(blocks)).toContain('over since');
    expect(labelsOf(blocks)).toEqual([]);
    expect(checkMessage(blocks, text)).toEqual([]);
  });

  test.each([...HOSTILE, LONG])('is taken by Slack whatever others say', words => {
    const remedy = words;
    for (const alarm of [
      { alarm: 'connection-lost', connection: 'autotask', says: words, remedy, words },
      { alarm: 'contracts-unusable', why: words, contracts: Array(200).fill(contract(words)) },
      { alarm: 'contracts-end', on: '2026-10-31', contracts: Array(200).fill(contract(words)) },
      {
        ...{ alarm: 'not-mapped', month: '2026-09' },
        customers: Array(200).fill({ tenantId: 't', customerName: words, cost: '1', currency: words }),
      },
      { alarm: 'prices-change', on: '2026-11-01', currency: words, prices: Array(200).fill(price(words)) },
    ] as Alarm[]) {
      const { blocks, text } = told(alarm);
      expect(checkMessage(blocks, text)).toEqual([]);
      expect(JSON.stringify(blocks)).not.toMatch(/<!(channel|here)|<https:/);
    }
  });

  test('about many names the first and says how many more there are, and where', () => {
    const contracts = Array.from({ length: 30 }, (_, n) => contract(`Customer ${n}`));
    const { blocks } = told({ alarm: 'contracts-end', on: '2026-12-31', contracts });
    expect(screen(blocks)).toContain('30 contracts end on 31 Dec 2026');
    expect(screen(blocks)).toContain('and 22 more');
    expect(labelsOf(blocks)).toContain('Open customers');
  });
});
