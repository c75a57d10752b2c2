import { describe, expect, test } from 'vitest';
import { checkAck, checkMessage, checkOptions, checkView } from './slack/gate/check.ts';

const plain = (text: string) => ({ type: 'plain_text', text });
const mrkdwn = (text: string) => ({ type: 'mrkdwn', text });
const section = (text: string, more: object = {}) => ({ type: 'section', text: mrkdwn(text), ...more });
const button = (action_id: string, more: object = {}) => ({
  ...{ type: 'button', text: plain('Go'), action_id },
  ...more,
});
const actions = (...elements: object[]) => ({ type: 'actions', elements });
const option = (value: string, text = value) => ({ text: plain(text), value });
const select = (more: object) => ({ type: 'static_select', action_id: 's', ...more });
const input = (block_id: string, element: object = { type: 'plain_text_input', action_id: 'i' }) => ({
  ...{ type: 'input', block_id, label: plain('Name'), element },
});
const modal = (blocks: unknown, more: object = {}) => ({
  ...{ type: 'modal', title: plain('Title'), submit: plain('Save'), blocks },
  ...more,
});
const home = (...blocks: object[]) => ({ type: 'home', blocks });
const cell = (text: string) => ({ type: 'raw_text', text });
const rich = (...elements: object[]) => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_section', elements }],
});
const times = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));

/** Slack counts an emoji of one code point as one, though JavaScript counts two. */
const emoji = (count: number) => '🙂'.repeat(count);

describe('a message that Slack takes', () => {
  const good: [string, object[]][] = [
    ['text alone', []],
    ['fifty blocks', times(50, i => section(`row ${i}`))],
    ['3000 emoji', [section(emoji(3000))]],
    [
      'a button at every limit',
      [actions(button('a'.repeat(255), { text: plain('x'.repeat(75)), value: 'v'.repeat(2000) }))],
    ],
    ['25 buttons', [actions(...times(25, i => button(`b${i}`)))]],
    ['the same action_id in two blocks', [actions(button('a')), actions(button('a'))]],
    [
      'a chosen option',
      [section('x', { accessory: select({ options: [option('a')], initial_option: option('a') }) })],
    ],
    ['a table', [{ type: 'table', rows: times(100, () => times(20, () => cell('1234'))) }]],
    ['an image', [{ type: 'image', image_url: 'https://example.com/i.png', alt_text: 'a chart' }]],
    [
      'a container',
      [{ type: 'container', title: plain('More'), child_blocks: [section('x')], is_collapsible: true }],
    ],
    [
      'rich text',
      [rich({ type: 'text', text: 'bold', style: { bold: true } }, { type: 'user', user_id: 'U1' })],
    ],
    ['an escaped ping', [section('&lt;!channel&gt; and <@U123>')]],
  ];
  test.each(good)('%s', (_, blocks) => {
    expect(checkMessage(blocks, 'Text')).toEqual([]);
  });
});

describe('a message that is found out', () => {
  const bad: [string, unknown, string, string][] = [
    ['blocks that are no array', {}, 'must be a array', '/blocks'],
    ['a misspelt block', [{ type: 'sectoin' }], 'unsupported type: sectoin', '/blocks/0/type'],
    ['a block without a type', [{}], 'missing required field: type', '/blocks/0'],
    ['a section of nothing', [{ type: 'section' }], 'must define either `text` or `fields`', '/blocks/0'],
    [
      'an unknown property',
      [section('x', { colour: 'red' })],
      'invalid additional property: colour',
      '/blocks/0',
    ],
    [
      'a header in mrkdwn',
      [{ type: 'header', text: mrkdwn('x') }],
      'must be equal to constant',
      '/blocks/0/text/type',
    ],
    ['an empty text', [section('')], 'must be more than 0 characters', '/blocks/0/text/text'],
    ['3001 emoji', [section(emoji(3001))], 'must be less than 3001 characters', '/blocks/0/text/text'],
    [
      'a long header',
      [{ type: 'header', text: plain('x'.repeat(151)) }],
      'must be less than 151 characters',
      '/blocks/0/text/text',
    ],
    [
      'eleven fields',
      [{ type: 'section', fields: times(11, () => mrkdwn('x')) }],
      'no more than 10 items allowed',
      '/blocks/0/fields',
    ],
    [
      'a long field',
      [{ type: 'section', fields: [mrkdwn('x'.repeat(2001))] }],
      'must be less than 2001 characters',
      '/blocks/0/fields/0/text',
    ],
    ['no actions', [actions()], 'no fewer than 1 items allowed', '/blocks/0/elements'],
    [
      '26 buttons',
      [actions(...times(26, i => button(`b${i}`)))],
      'no more than 25 items allowed',
      '/blocks/0/elements',
    ],
    [
      'an element of another block',
      [actions({ type: 'plain_text_input', action_id: 'i' })],
      'unsupported type: plain_text_input',
      '/blocks/0/elements/0/type',
    ],
    [
      'a long label',
      [actions(button('a', { text: plain('x'.repeat(76)) }))],
      'must be less than 76 characters',
      '/blocks/0/elements/0/text/text',
    ],
    [
      'a long value',
      [actions(button('a', { value: 'x'.repeat(2001) }))],
      'must be less than 2001 characters',
      '/blocks/0/elements/0/value',
    ],
    [
      'an unknown style',
      [actions(button('a', { style: 'green' }))],
      'must be one of primary, danger',
      '/blocks/0/elements/0/style',
    ],
    [
      'a long confirmation',
      [actions(button('a', { confirm: { text: plain('x'.repeat(301)) } }))],
      'must be less than 301 characters',
      '/blocks/0/elements/0/confirm/text/text',
    ],
    [
      'one action_id twice',
      [actions(button('a'), button('a'))],
      '`action_id` already exists: a',
      '/blocks/0/elements/1',
    ],
    [
      'one block_id twice',
      [section('x', { block_id: 'b' }), section('y', { block_id: 'b' })],
      '`block_id` already exists: b',
      '/blocks/1',
    ],
    [
      'eleven in a context',
      [{ type: 'context', elements: times(11, () => mrkdwn('x')) }],
      'no more than 10 items allowed',
      '/blocks/0/elements',
    ],
    [
      'six in an overflow',
      [actions({ type: 'overflow', action_id: 'o', options: times(6, i => option(`${i}`)) })],
      'no more than 5 items allowed',
      '/blocks/0/elements/0/options',
    ],
    [
      '101 options',
      [actions(select({ options: times(101, i => option(`${i}`)) }))],
      'no more than 100 items allowed',
      '/blocks/0/elements/0/options',
    ],
    [
      'a select without options',
      [actions(select({}))],
      'must define either `options` or `option_groups`',
      '/blocks/0/elements/0',
    ],
    [
      'an option without value',
      [actions(select({ options: [{ text: plain('a') }] }))],
      'missing required field: value',
      '/blocks/0/elements/0/options/0',
    ],
    [
      'a long option',
      [actions(select({ options: [option('a', 'x'.repeat(76))] }))],
      'must be less than 76 characters',
      '/blocks/0/elements/0/options/0/text/text',
    ],
    [
      'an initial option of other text',
      [actions(select({ options: [option('a')], initial_option: option('a', 'A') }))],
      'initial_option does not match an option exactly',
      '/blocks/0/elements/0/initial_option',
    ],
    [
      'an initial box that is not there',
      [
        actions({
          type: 'checkboxes',
          action_id: 'c',
          options: [option('a')],
          initial_options: [option('b')],
        }),
      ],
      'initial_options does not match an option exactly',
      '/blocks/0/elements/0/initial_options',
    ],
    ['an input', [input('b')], 'block of type input is not allowed in a message', '/blocks/0'],
    [
      'an input in a container',
      [{ type: 'container', title: plain('x'), child_blocks: [input('b')] }],
      'block of type input is not allowed in a message',
      '/blocks/0/child_blocks/0',
    ],
    [
      'an alert',
      [{ type: 'alert', text: plain('x') }],
      'block of type alert is not allowed in a message',
      '/blocks/0',
    ],
    [
      'a second table',
      times(2, () => ({ type: 'table', rows: [[cell('a')]] })),
      'only_one_table_allowed',
      '/blocks/1',
    ],
    [
      'a ragged table',
      [{ type: 'table', rows: [[cell('a'), cell('b')], [cell('c')]] }],
      'must have 2 cells',
      '/blocks/0/rows/1',
    ],
    [
      'an empty cell',
      [{ type: 'table', rows: [[cell('')]] }],
      'must be more than 0 characters',
      '/blocks/0/rows/0/0/text',
    ],
    [
      '101 rows',
      [{ type: 'table', rows: times(101, () => [cell('a')]) }],
      'no more than 100 items allowed',
      '/blocks/0/rows',
    ],
    [
      '21 columns',
      [{ type: 'table', rows: [times(21, () => cell('a'))] }],
      'must have 1 to 20 columns',
      '/blocks/0/rows',
    ],
    [
      'a full table',
      [{ type: 'table', rows: times(11, () => [cell('x'.repeat(1000))]) }],
      'no more than 10000 characters in all cells',
      '/blocks/0/rows',
    ],
    [
      'a data table of its header',
      [{ type: 'data_table', caption: 'c', rows: [[cell('a')]] }],
      'no fewer than 2 items allowed',
      '/blocks/0/rows',
    ],
    ['a ping', [section('look <!channel>')], 'pings a whole channel', '/blocks/0/text/text'],
    ['a ping with a label', [section('<!here|here>')], 'pings a whole channel', '/blocks/0/text/text'],
    [
      'a ping in rich text',
      [rich({ type: 'broadcast', range: 'everyone' })],
      'pings a whole channel',
      '/blocks/0/elements/0/elements/0',
    ],
    ['51 blocks', times(51, () => ({ type: 'divider' })), 'no more than 50 items allowed', '/blocks'],
    [
      '13,201 characters',
      times(6, () => section('x'.repeat(2201))),
      'msg_blocks_too_long: 13206 characters',
      '/blocks',
    ],
  ];
  test.each(bad)('%s', (_, blocks, problem, place) => {
    expect(checkMessage(blocks, 'Text')).toEqual([`[ERROR] ${problem} [json-pointer:${place}]`]);
  });

  test.each([
    [undefined, 'missing required field: text', ''],
    ['  ', 'missing required field: text', ''],
    ['<!everyone> hear', 'pings a whole channel', '/text'],
    ['x'.repeat(40_001), 'must be less than 40001 characters', '/text'],
  ])('by its text: %.20s', (text, problem, place) => {
    expect(checkMessage([], text)).toEqual([`[ERROR] ${problem} [json-pointer:${place}]`]);
  });
});

describe('a view', () => {
  test.each([
    [
      'a modal at its limits',
      modal(
        times(100, i => input(`b${i}`)),
        { private_metadata: 'x'.repeat(3000), title: plain('x'.repeat(24)) },
      ),
    ],
    [
      'a modal of an alert, with nothing to submit',
      {
        type: 'modal',
        title: plain('Title'),
        blocks: [{ type: 'alert', text: plain('Read only'), level: 'warning' }],
      },
    ],
    [
      'a searchable select with any initial option',
      modal([
        input('b', {
          type: 'external_select',
          action_id: 'e',
          min_query_length: 0,
          initial_option: option('a'),
        }),
      ]),
    ],
    ['a Home tab', home(section('x'), { type: 'divider' })],
  ])('that Slack takes: %s', (_, view) => {
    expect(checkView(view)).toEqual([]);
  });

  const bad: [string, unknown, string, string][] = [
    ['no object', 'x', 'must be a object', '/view'],
    ['a type that is none', { type: 'popup' }, 'unsupported type: popup', '/view/type'],
    [
      'a long title',
      modal([section('x')], { title: plain('x'.repeat(25)) }),
      'must be less than 25 characters',
      '/view/title/text',
    ],
    [
      'a long submit',
      modal([section('x')], { submit: plain('x'.repeat(25)) }),
      'must be less than 25 characters',
      '/view/submit/text',
    ],
    [
      'a long close',
      modal([section('x')], { close: plain('x'.repeat(25)) }),
      'must be less than 25 characters',
      '/view/close/text',
    ],
    [
      'much metadata',
      modal([section('x')], { private_metadata: 'x'.repeat(3001) }),
      'must be less than 3001 characters',
      '/view/private_metadata',
    ],
    [
      'an unknown property',
      modal([section('x')], { text: 'x' }),
      'invalid additional property: text',
      '/view',
    ],
    [
      'an input and no submit',
      modal([input('b')], { submit: undefined }),
      'missing required field: submit',
      '/view',
    ],
    [
      '101 blocks',
      modal(times(101, () => ({ type: 'divider' }))),
      'no more than 100 items allowed',
      '/view/blocks',
    ],
    ['no block', modal([]), 'no fewer than 1 items allowed', '/view/blocks'],
    [
      'a table in a modal',
      modal([{ type: 'table', rows: [[cell('a')]] }]),
      'block of type table is not allowed in a modal',
      '/view/blocks/0',
    ],
    [
      'an alert at home',
      home({ type: 'alert', text: plain('x') }),
      'block of type alert is not allowed in a home',
      '/view/blocks/0',
    ],
    [
      'a title at home',
      { ...home(section('x')), title: plain('x') },
      'invalid additional property: title',
      '/view',
    ],
    ['a misspelt block', modal([{ type: 'inptu' }]), 'unsupported type: inptu', '/view/blocks/0/type'],
    [
      'focus twice',
      modal(times(2, i => input(`b${i}`, { type: 'plain_text_input', focus_on_load: true }))),
      'focus_on_load is on another element already',
      '/view/blocks/1/element',
    ],
    ['250 kB', modal(times(90, () => section('x'.repeat(3000)))), 'view_too_large: 274977 bytes', '/view'],
  ];
  test.each(bad)('that is found out: %s', (_, view, problem, place) => {
    expect(checkView(view)).toEqual([`[ERROR] ${problem} [json-pointer:${place}]`]);
  });
});

describe('options', () => {
  test.each([
    ['an array', [option('a')]],
    ['none', { options: [] }],
    ['a hundred', { options: times(100, i => option(`${i}`)) }],
    ['groups', { option_groups: [{ label: plain('Group'), options: [option('a')] }] }],
  ])('that Slack takes: %s', (_, answer) => {
    expect(checkOptions(answer)).toEqual([]);
  });

  test.each([
    ['neither', {}, 'must define either `options` or `option_groups`', ''],
    ['both', { options: [], option_groups: [] }, 'must define either `options` or `option_groups`', ''],
    ['a text', 'x', 'must define either `options` or `option_groups`', ''],
    ['another property', { options: [], error: 'x' }, 'invalid additional property: error', ''],
    ['101', { options: times(101, i => option(`${i}`)) }, 'no more than 100 items allowed', '/options'],
    ['mrkdwn', [{ text: mrkdwn('a'), value: 'a' }], 'must be equal to constant', '/options/0/text/type'],
    ['a long text', [option('a', 'x'.repeat(76))], 'must be less than 76 characters', '/options/0/text/text'],
    ['a long value', [option('x'.repeat(151), 'a')], 'must be less than 151 characters', '/options/0/value'],
    ['an empty text', [option('a', '')], 'must be more than 0 characters', '/options/0/text/text'],
    [
      'a long label',
      { option_groups: [{ label: plain('x'.repeat(76)), options: [option('a')] }] },
      'must be less than 76 characters',
      '/option_groups/0/label/text',
    ],
  ])('that are found out: %s', (_, answer, problem, place) => {
    expect(checkOptions(answer)).toEqual([`[ERROR] ${problem} [json-pointer:${place}]`]);
  });
});

describe('the ack of a view_submission', () => {
  const view = modal([input('name'), section('x', { block_id: 'words' })]);

  test.each([
    ['nothing', undefined],
    ['an empty body', ''],
    ['an empty object', {}],
    ['clear', { response_action: 'clear' }],
    ['errors', { response_action: 'errors', errors: { name: 'Taken' } }],
    ['push', { response_action: 'push', view }],
  ])('that Slack takes: %s', (_, ack) => {
    expect(checkAck(ack, view)).toEqual([]);
  });

  test.each([
    ['a text', 'ok', 'must be a object', ''],
    [
      'an unknown action',
      { response_action: 'close' },
      'unsupported response_action: close',
      '/response_action',
    ],
    ['another property', { text: 'x' }, 'invalid additional property: text', ''],
    [
      'errors at no input',
      { response_action: 'errors', errors: { words: 'x' } },
      'no input block has this block_id: words',
      '/errors/words',
    ],
    ['an empty error', { response_action: 'errors', errors: { name: '' } }, 'must be a text', '/errors/name'],
    [
      'no errors',
      { response_action: 'errors', errors: {} },
      'must hold a message for at least one block',
      '/errors',
    ],
    ['a Home tab', { response_action: 'update', view: home(section('x')) }, 'must be a modal', '/view/type'],
    ['no view', { response_action: 'push' }, 'must be a object', '/view'],
  ])('that is found out: %s', (_, ack, problem, place) => {
    expect(checkAck(ack, view)).toEqual([`[ERROR] ${problem} [json-pointer:${place}]`]);
  });
});
