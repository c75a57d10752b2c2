/** A small app of Bolt's, not ours, for people to use: a card, rows, a form with every kind of field, a Home tab. */
import { App, HTTPReceiver, LogLevel, type ViewSubmitAction } from '@slack/bolt';
import type { KnownBlock, ModalView } from '@slack/types';
import { onTestFinished } from 'vitest';
import type { TeamGiven } from '../../builders.ts';
import { startSlack } from '../../index.ts';
import { Person } from '../index.ts';

export const plain = (text: string) => ({ type: 'plain_text' as const, text });
const words = (text: string) => ({ type: 'mrkdwn' as const, text });
export const option = (text: string, value = text) => ({ text: plain(text), value });
export const section = (text: string): KnownBlock => ({ type: 'section', text: words(text) });
export const button = (text: string, action_id: string, more: object = {}) => ({
  ...{ type: 'button' as const, text: plain(text), action_id, value: text },
  ...more,
});
export const actions = (...elements: ReturnType<typeof button>[]): KnownBlock => ({
  type: 'actions',
  elements,
});
export const field = (label: string, element: object, more: object = {}): KnownBlock =>
  ({
    ...{ type: 'input', block_id: label, label: plain(label), element: { action_id: 'it', ...element } },
    ...more,
  }) as KnownBlock;
export const modal = (title: string, blocks: KnownBlock[], more: Partial<ModalView> = {}): ModalView => ({
  ...{ type: 'modal', callback_id: 'form', title: plain(title), submit: plain('Save'), blocks },
  ...more,
});

export const COMPANIES = ['Contoso', 'Contoso East', 'Fabrikam', 'Wingtip'];
const FORM: KnownBlock[] = [
  field('Name', { type: 'plain_text_input', max_length: 20 }),
  field(
    'Company',
    { type: 'external_select', min_query_length: 0, placeholder: plain('Search') },
    { dispatch_action: true },
  ),
  field('Days', { type: 'checkboxes', options: [option('Mondays'), option('Fridays')] }, { optional: true }),
];
const OPTIONAL: KnownBlock[] = [
  field('Who', { type: 'multi_users_select' }),
  field('Where', { type: 'conversations_select' }),
  field('At', { type: 'timepicker' }),
  field('Mail', { type: 'email_text_input' }),
  field('Seats', { type: 'number_input', is_decimal_allowed: false, max_value: '9' }),
  field('Way', { type: 'radio_buttons', options: [option('Fast'), option('Slow')] }),
  field('Size', { type: 'static_select', options: [option('Small'), option('Large')] }),
  field('Skus', { type: 'multi_external_select', min_query_length: 2 }),
].map(block => ({ ...block, optional: true }) as KnownBlock);

const nothing = () => {};
const QUIET = {
  ...{ debug: nothing, info: nothing, warn: nothing, error: nothing, setName: nothing, setLevel: nothing },
  getLevel: () => LogLevel.ERROR,
};

/** A workspace with Kim and Vic, and an app that writes down what it hears. */
export async function desk(teams: TeamGiven[] = [{}]) {
  const slack = await startSlack({ teams });
  const receiver = new HTTPReceiver({
    signingSecret: slack.signingSecret,
    bodyLimit: 1024 * 1024,
    logger: QUIET,
  });
  const { botToken, botId, botUserId } = { ...slack.installation, botToken: slack.botToken };
  const app = new App({
    receiver,
    authorize: async () => ({ botToken, botId, botUserId }),
    clientOptions: { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } },
    convoStore: false,
    logger: QUIET,
  });
  const heard: string[] = [];
  const bodiesHeard: Record<string, unknown>[] = [];
  app.use(async ({ body, next }) => {
    bodiesHeard.push(body as Record<string, unknown>);
    await next();
  });
  app.command('/desk', async ({ ack, respond, command, client }) => {
    heard.push(`command ${command.text}`);
    if (command.text === 'silent') return;
    if (command.text === 'word') return ack('Said at *once*.');
    await ack();
    if (command.text === 'rows') {
      const rows = ['Contoso', 'Fabrikam'].flatMap(name => [
        section(name),
        actions(button('Edit', 'edit', { value: name }), button('Drop', 'drop', { value: name })),
        { type: 'divider' as const },
      ]);
      await client.chat.postMessage({ channel: command.channel_id, text: 'Rows', blocks: rows });
      return;
    }
    const menu = {
      ...{
        type: 'static_select' as const,
        action_id: 'pick',
        options: [option('By name'), option('By money')],
      },
      initial_option: option('By name'),
    };
    const more = {
      type: 'overflow' as const,
      action_id: 'more',
      options: [option('Print'), option('Mail it')],
    };
    const sure = {
      title: plain('Sure?'),
      text: plain('It goes away.'),
      confirm: plain('Delete'),
      deny: plain('Keep'),
    };
    const blocks: KnownBlock[] = [
      { type: 'header', text: plain('Desk') },
      { ...section('Sorted'), accessory: menu } as KnownBlock,
      actions(
        button('Open form', 'open'),
        button('Delete', 'delete', { confirm: sure }),
        button('Site', 'site', { url: 'https://example.com/' }),
      ),
      { ...section('Others'), accessory: more } as KnownBlock,
    ];
    await respond({ text: 'Desk', blocks });
  });
  app.action(/^(edit|drop|pick|more|delete|site)$/, async ({ ack, action, respond, client, body }) => {
    const {
      action_id,
      value,
      selected_option: chosen,
    } = action as unknown as Record<string, unknown> & { action_id: string };
    heard.push(`${action_id} ${String(value ?? (chosen as { value: string }).value)}`);
    await ack();
    if (action_id === 'delete') await respond({ delete_original: true, text: '' });
    if (action_id === 'edit' && body.type === 'block_actions' && body.message) {
      const { channel, message } = body;
      const text = `Edited by <@${body.user.id}>`;
      await client.chat.update({ channel: channel!.id, ts: message.ts, text, blocks: [section(text)] });
    }
  });
  app.action('open', async ({ ack, client, body }) => {
    await ack();
    if (body.type !== 'block_actions') return;
    const view = modal('Form', [...FORM, ...OPTIONAL], { notify_on_close: true });
    await client.views.open({ trigger_id: body.trigger_id, view });
  });
  app.options<'block_suggestion'>('it', async ({ ack, options }) => {
    heard.push(`asked ${options.block_id} ${options.value}`);
    const found = COMPANIES.filter(one => one.toLowerCase().includes(options.value.toLowerCase()));
    const all = options.value === 'flood' ? Array.from({ length: 101 }, (_, i) => `${i}`) : found;
    await ack({ options: all.map(one => option(one)) });
  });
  app.action({ action_id: 'it', block_id: 'Company' }, async ({ ack, client, body, action }) => {
    await ack();
    if (body.type !== 'block_actions' || !body.view || action.type !== 'external_select') return;
    heard.push(`company ${action.selected_option?.value}`);
    // `Days` is another block now: what was ticked there is gone.
    const blocks = [
      section(`Chosen: ${action.selected_option?.value}`),
      ...FORM.map(one => (one.block_id === 'Days' ? { ...one, block_id: 'Days2' } : one)),
    ];
    await client.views.update({
      view_id: body.view.id,
      hash: body.view.hash,
      view: modal('Form', blocks, { notify_on_close: true }),
    });
  });
  app.view<ViewSubmitAction>('form', async ({ ack, view }) => {
    const name = String(view.state.values.Name?.it?.value);
    heard.push(`submit ${name}`);
    if (name === 'taken') return ack({ response_action: 'errors', errors: { Name: 'That name is taken.' } });
    if (name === 'wrong')
      return ack({ response_action: 'errors', errors: { Nowhere: 'There is no such block.' } });
    if (name === 'slow')
      return ack({ response_action: 'update', view: modal('Checking…', [section('Wait.')]) });
    if (name === 'deep')
      return ack({ response_action: 'push', view: modal('Below', FORM, { notify_on_close: true }) });
    if (name === 'all') return ack({ response_action: 'clear' });
    return ack();
  });
  app.view({ callback_id: 'form', type: 'view_closed' }, async ({ ack, body }) => {
    heard.push(`closed ${body.view.title.text} ${'is_cleared' in body && body.is_cleared}`);
    await ack();
  });
  app.event('app_home_opened', async ({ event, client }) => {
    await client.views.publish({
      user_id: event.user,
      view: { type: 'home', blocks: [section('Welcome home'), actions(button('Drop', 'drop'))] },
    });
  });
  app.event(/^(app_uninstalled|channel_archive)$/, async ({ event, context }) => {
    heard.push(`${event.type}${context.retryNum === undefined ? '' : ` again ${context.retryNum}`}`);
  });
  const server = await app.start({ port: 0, host: '127.0.0.1' });
  const botUrl = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  const [kim, vic] = [
    slack.addMember({ name: 'kim', realName: 'Kim Lee' }),
    slack.addMember({ name: 'vic', realName: 'Vic Moss' }),
  ];
  const channel = slack.addChannel({ name: 'billing', members: [kim.id, vic.id, botUserId] });
  onTestFinished(async () => {
    // A body that was too long was not read to its end, and its connection would be waited for.
    server.closeAllConnections();
    await app.stop();
    await slack.close();
  });
  return {
    ...{ slack, botUrl, heard, bodiesHeard, channel, member: kim },
    kim: new Person(slack, kim, { botUrl }),
    vic: new Person(slack, vic, { botUrl }),
  };
}

/** Kim has the form open. */
export async function withForm() {
  const there = await desk();
  await there.kim.type('/desk');
  await there.kim.until('Desk');
  await there.kim.click('Open form');
  await there.kim.until('Company: <Search>');
  return there;
}
