import { expect, test } from 'vitest';
import { screen } from '../screen.ts';
import { readable } from '../words.ts';

const names = (id: string): string => ({ U1: '@Kim Lee', C1: '#billing', S1: '@ops' })[id] ?? `?${id}`;
const plain = (text: string) => ({ type: 'plain_text', text });
const mrkdwn = (text: string) => ({ type: 'mrkdwn', text });

test.each([
  ['*bold* _slanted_ ~gone~ `code`', 'bold slanted gone code'],
  ['2*3*4 snake_case_name a~b', '2*3*4 snake_case_name a~b'],
  ['<@U1> in <#C1> and <#C2|general>, <!subteam^S1>', '@Kim Lee in #billing and general, @ops'],
  ['<!channel> <!here|here>', '@channel here'],
  ['<https://a.example/b|Read> <https://a.example/>', 'Read https://a.example/'],
  ['<!date^1788000000^{date_short}|29 Aug 2026>', '29 Aug 2026'],
  ['&lt;!channel&gt; A &amp;amp; B', '<!channel> A &amp; B'],
])('%s reads %s', (text, read) => {
  expect(readable(text, names)).toBe(read);
});

test('marks in plain text are no marks', () => {
  expect(screen([{ type: 'section', text: plain('*as typed* &lt;') }])).toBe('*as typed* &lt;');
});

test('blocks read from top to bottom', () => {
  const blocks = [
    { type: 'header', text: plain('Run 7') },
    { type: 'section', fields: [mrkdwn('*Status*\nOK'), mrkdwn('*Errors*\n0')] },
    { type: 'section', text: mrkdwn('*Contoso*'), accessory: { type: 'button', text: plain('Edit') } },
    { type: 'context', elements: [mrkdwn('by <@U1>'), { type: 'image', alt_text: 'a lamp' }] },
    { type: 'divider' },
    {
      type: 'table',
      rows: [
        [
          { type: 'raw_text', text: 'Sku' },
          { type: 'raw_number', value: 4 },
        ],
      ],
    },
    {
      type: 'rich_text',
      elements: [
        {
          type: 'rich_text_section',
          elements: [
            { type: 'text', text: 'To ' },
            { type: 'user', user_id: 'U1' },
          ],
        },
        {
          ...{ type: 'rich_text_list', style: 'bullet', indent: 1 },
          elements: [{ type: 'rich_text_section', elements: [{ type: 'link', url: 'https://a.example/' }] }],
        },
      ],
    },
    { type: 'container', title: plain('More'), child_blocks: [{ type: 'markdown', text: 'inside' }] },
  ];
  expect(screen(blocks, {}, names).split('\n')).toEqual([
    ...['# Run 7', 'Status: OK | Errors: 0', 'Contoso [Edit]', 'by @Kim Lee · (picture: a lamp)', '────────'],
    ...['Sku | 4', 'To @Kim Lee', '  • https://a.example/', 'More', 'inside'],
  ]);
});

test('inputs show what they hold', () => {
  const menu = { action_id: 'it', type: 'static_select', placeholder: plain('Choose') };
  const boxes = {
    action_id: 'it',
    type: 'checkboxes',
    options: [{ text: plain('One') }, { text: plain('Two') }],
  };
  const blocks = [
    { type: 'input', block_id: 'size', label: plain('Size'), element: menu, hint: plain('in seats') },
    { type: 'input', block_id: 'days', label: plain('Days'), element: boxes },
    { type: 'input', block_id: 'who', label: plain('Who'), element: { ...menu, type: 'multi_users_select' } },
  ];
  expect(screen(blocks, {}, names)).toBe(
    'Size: <Choose>\n  (in seats)\nDays: ( ) One  ( ) Two\nWho: <Choose>',
  );
  const state = {
    size: { it: { type: 'static_select', selected_option: { text: plain('Large'), value: 'l' } } },
    days: { it: { type: 'checkboxes', selected_options: [{ text: plain('Two'), value: '2' }] } },
    who: { it: { type: 'multi_users_select', selected_users: ['U1', 'U9'] } },
  };
  expect(screen(blocks, state, names)).toBe(
    'Size: <Large>\n  (in seats)\nDays: ( ) One  (x) Two\nWho: <Kim Lee, ?U9>',
  );
});
