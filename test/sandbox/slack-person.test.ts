/** Whether a person in front of the test server is one: against a small app of Bolt's, not ours. */
import { App, HTTPReceiver, LogLevel, type ViewSubmitAction } from '@slack/bolt';
import type { KnownBlock, ModalView } from '@slack/types';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { TeamGiven } from './slack/builders.ts';
import { addMessage } from './slack/conversations.ts';
import { startSlack } from './slack/index.ts';
import { Person } from './slack/person/index.ts';
import * as bodies from './slack/requests/bodies.ts';
import {
  appUninstalled,
  channelArchived,
  enveloped,
  redelivered,
  urlVerification,
} from './slack/requests/events.ts';
import { load } from './slack/requests/load.ts';
import { form, json, payload, type Signing, send } from './slack/requests/send.ts';

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const words = (text: string) => ({ type: 'mrkdwn' as const, text });
const option = (text: string, value = text) => ({ text: plain(text), value });
const section = (text: string): KnownBlock => ({ type: 'section', text: words(text) });
const button = (text: string, action_id: string, more: object = {}) => ({
  ...{ type: 'button' as const, text: plain(text), action_id, value: text },
  ...more,
});
const actions = (...elements: ReturnType<typeof button>[]): KnownBlock => ({ type: 'actions', elements });
const field = (label: string, element: object, more: object = {}): KnownBlock =>
  ({
    ...{ type: 'input', block_id: label, label: plain(label), element: { action_id: 'it', ...element } },
    ...more,
  }) as KnownBlock;
const modal = (title: string, blocks: KnownBlock[], more: Partial<ModalView> = {}): ModalView => ({
  ...{ type: 'modal', callback_id: 'form', title: plain(title), submit: plain('Save'), blocks },
  ...more,
});

const COMPANIES = ['Contoso', 'Contoso East', 'Fabrikam', 'Wingtip'];
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
async function desk(teams: TeamGiven[] = [{}]) {
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
async function withForm() {
  const there = await desk();
  await there.kim.type('/desk');
  await there.kim.until('Desk');
  await there.kim.click('Open form');
  await there.kim.until('Company: <Search>');
  return there;
}

describe('in a channel', () => {
  test('a command is answered to its author only; what is offered is pressed and chosen', async () => {
    const { kim, vic, heard, slack } = await desk();
    await kim.type('/desk cards please', { in: '#billing' });
    await kim.until('# Desk\nSorted <By name>\n[Open form] [Delete] [Site]\nOthers [… Print / Mail it]');
    expect(vic.sees()).toBe('');
    await kim.click('Site');
    await kim.choose('Sorted', 'By money');
    await kim.click('Mail it');
    expect(heard).toEqual(['command cards please', 'site Site', 'pick By money', 'more Mail it']);
    expect(kim.channel('billing')).toContain('Sorted <By money>');
    expect(kim.acks.map(({ what }) => what)).toEqual(['/desk cards please', 'Site', 'By money', 'Mail it']);
    await expect(vic.click('Site')).rejects.toThrow('“Site” is not to be seen. Vic Moss sees:\n(nothing)');
    expect(slack.findings).toEqual([]);
  });

  test('the acknowledgement of a command may be its answer', async () => {
    const { kim, vic } = await desk();
    await kim.type('/desk word');
    expect(kim.answer()).toBe('Said at once.');
    expect(vic.sees()).toBe('');
  });

  test('Slack asks before a button that wants it', async () => {
    const { kim, heard } = await desk();
    await kim.type('/desk');
    await kim.until('Desk');
    await kim.click('Delete', { confirm: false });
    expect(heard).toEqual(['command ']);
    await kim.click('Delete');
    expect(heard).toEqual(['command ', 'delete Delete']);
    await kim.untilGone('Desk');
    expect(kim.transcript.filter(line => line.includes('Slack asks'))).toEqual([
      '  Slack asks: Sure? It goes away. → [Keep]',
      '  Slack asks: Sure? It goes away. → [Delete]',
    ]);
  });

  test('of several that are called the same, the one near a text is meant', async () => {
    const { kim, vic, heard, member } = await desk();
    await kim.type('/desk rows');
    await vic.until('Fabrikam');
    await expect(vic.click('Edit')).rejects.toThrow(/“Edit” is there 2 times.*\n?.*sees:\nContoso\n\[Edit\]/);
    await vic.click('Drop', { near: 'Contoso' });
    await vic.click('Drop', { nth: 1 });
    await expect(vic.click('Drop', { near: 'Wingtip' })).rejects.toThrow('near “Wingtip” is not to be seen');
    await vic.click('Edit', { near: 'Fabrikam' });
    expect(heard.slice(1)).toEqual(['drop Contoso', 'drop Fabrikam', 'edit Fabrikam']);
    await kim.until('Edited by @Vic Moss');
    expect(kim.messages()).toMatchObject([{ edits: 1, ephemeralTo: null }]);
    expect(member.realName).toBe('Kim Lee');
  });

  test('two clicks are two requests with two triggers', async () => {
    const { kim, heard, bodiesHeard } = await desk();
    await kim.type('/desk rows');
    await kim.until('Contoso');
    await kim.click('Drop', { near: 'Contoso', twice: true });
    expect(heard.slice(1)).toEqual(['drop Contoso', 'drop Contoso']);
    const triggers = bodiesHeard.slice(1).map(({ trigger_id }) => trigger_id);
    expect(new Set(triggers).size).toBe(2);
  });

  test('an app that is silent for three seconds has failed, and people read so', async () => {
    const { kim } = await desk();
    await expect(kim.type('/desk silent')).rejects.toThrow('/desk failed because the app did not respond');
    expect(kim.failures).toMatchObject([{ what: '/desk silent', status: 0 }]);
    expect(kim.failures[0]?.ms).toBeGreaterThanOrEqual(2_999);
    await expect(kim.until('Desk', { ms: 20 })).rejects.toThrow('“Desk” did not come in 20 ms');
  });

  test('what is told of all people is one story', async () => {
    const { kim, vic } = await desk();
    await kim.type('/desk rows');
    await vic.until('Contoso');
    await vic.click('Edit', { near: 'Contoso' });
    await kim.until('Edited');
    const story = kim.transcript.filter(line => line !== '' && !line.startsWith('  │'));
    expect(story).toEqual([
      'Kim Lee types  /desk rows',
      '  ┌ PRISM Bot in #billing',
      'Vic Moss clicks [Edit]',
      '  ┌ PRISM Bot in #billing (changed)',
    ]);
  });

  test('nobody acts in a channel they are not in', async () => {
    const { kim, slack } = await desk();
    slack.addChannel({ name: 'secret', kind: 'private' });
    await expect(kim.type('/desk', { in: '#secret' })).rejects.toThrow('“#secret” is not one of: #billing');
  });
});

describe('in a modal', () => {
  test('fields are filled by their labels, and sent as Slack sends them', async () => {
    const { kim, bodiesHeard } = await withForm();
    await kim.fill('Name', 'fine');
    await kim.choose('Company', 'Contoso', { typed: 'cont' });
    await kim.until('Chosen: Contoso');
    await kim.tick('Days', 'Fridays');
    await kim.tick('Days', 'Fridays');
    await kim.click('Mondays');
    await kim.untick('Days', 'Fridays');
    await kim.submit('Save');
    expect(kim.modal()).toBe('');
    const contoso = { selected_option: option('Contoso') };
    expect(bodiesHeard.at(-1)).toMatchObject({
      type: 'view_submission',
      view: {
        state: {
          values: {
            Name: { it: { type: 'plain_text_input', value: 'fine' } },
            Company: { it: { type: 'external_select', ...contoso } },
            Days2: { it: { type: 'checkboxes', selected_options: [option('Mondays')] } },
          },
        },
      },
    });
  });

  test('every kind of field holds what was chosen', async () => {
    const { kim, slack, member, channel, bodiesHeard } = await withForm();
    await kim.fill('Name', 'fine');
    await kim.choose('Who', 'Kim Lee');
    await kim.choose('Who', 'Vic Moss');
    await kim.choose('Who', 'Vic Moss');
    await kim.choose('Where', '#billing');
    await kim.choose('At', '07:30');
    await kim.fill('Mail', 'kim@example.com');
    await kim.fill('Seats', '9');
    await kim.click('Slow');
    await kim.choose('Size', 'Large');
    await kim.clear('Size');
    await kim.choose('Skus', 'Wingtip');
    await kim.choose('Skus', 'Fabrikam');
    await expect(kim.choose('Size', 'Medium')).rejects.toThrow('“Medium” is not one of: Small | Large');
    await expect(kim.options('Skus', 'w')).rejects.toThrow('Slack asks only when 2 characters are typed.');
    expect(kim.modal()).toContain('Who: <Kim Lee>\nWhere: <billing>\nAt: <07:30>\nMail: <kim@example.com>');
    expect(kim.modal()).toContain('( ) Fast  (x) Slow\nSize: <>\nSkus: <Wingtip, Fabrikam>');
    await kim.choose('Company', 'Fabrikam');
    await kim.until('Chosen: Fabrikam');
    expect(bodiesHeard.findLast(({ type }) => type === 'block_actions')).toMatchObject({
      view: {
        state: {
          values: {
            Who: { it: { selected_users: [member.id] } },
            Where: { it: { selected_conversation: channel.id } },
            Seats: { it: { type: 'number_input', value: '9' } },
            Way: { it: { selected_option: option('Slow') } },
            Size: { it: { type: 'static_select', selected_option: null } },
          },
        },
      },
    });
    expect(slack.findings).toEqual([]);
  });

  test('a searched select offers what the app answers, a hundred at most', async () => {
    const { kim, heard, slack } = await withForm();
    expect(await kim.options('Company')).toEqual(COMPANIES);
    expect(await kim.options('Company', 'east')).toEqual(['Contoso East']);
    expect(heard.slice(1)).toEqual(['asked Company ', 'asked Company east']);
    await expect(kim.choose('Company', 'Nobody')).rejects.toThrow('“Nobody” is not one of: (nothing)');
    await expect(kim.options('Company', 'flood')).rejects.toThrow('the choices could not be loaded');
    expect(slack.findings).toMatchObject([{ from: 'options' }]);
  });

  test('what was typed stays while block and element keep their ids, and only then', async () => {
    const { kim } = await withForm();
    await kim.fill('Name', 'kept');
    await kim.tick('Days', 'Mondays');
    expect(kim.modal()).toContain('Days: (x) Mondays');
    await kim.choose('Company', 'Wingtip');
    await kim.until('Chosen: Wingtip');
    expect(kim.modal()).toContain('Name: <kept>\nCompany: <Wingtip>\nDays: ( ) Mondays');
  });

  test('Slack holds back what is empty or wrong; the app is not asked', async () => {
    const { kim, heard } = await withForm();
    await kim.fill('Mail', 'nobody');
    await kim.fill('Seats', '10');
    await kim.submit();
    expect(kim.errors()).toEqual({
      Name: 'Please complete this required field.',
      Company: 'Please complete this required field.',
      Mail: 'Please enter a valid email address.',
      Seats: 'Please enter at most 9.',
    });
    await kim.fill('Name', 'x'.repeat(21));
    expect(Object.keys(kim.errors())).toEqual(['Company', 'Mail', 'Seats']);
    await kim.submit();
    expect(kim.errors()).toMatchObject({ Name: 'Please enter at most 20 characters.' });
    expect(heard).toEqual(['command ']);
    await expect(kim.submit('Send')).rejects.toThrow('“Send” is not to be seen');
  });

  test('errors stand at their fields, an update replaces the window, closing is told', async () => {
    const { kim, heard, slack } = await withForm();
    await kim.choose('Company', 'Wingtip');
    await kim.fill('Name', 'taken');
    await kim.click('Save');
    expect(kim.errors()).toEqual({ Name: 'That name is taken.' });
    expect(kim.modal()).toContain('! Name: That name is taken.');
    await kim.fill('Name', 'slow');
    expect(kim.errors()).toEqual({});
    await kim.submit();
    expect(kim.modal()).toBe('Checking…\nWait.\n[Save]');
    await kim.close();
    expect(kim.modal()).toBe('');
    expect(heard.filter(one => !one.startsWith('asked'))).toEqual([
      ...['command ', 'company Wingtip', 'submit taken', 'submit slow'],
    ]);
    expect(slack.findings).toEqual([]);
  });

  test('an acknowledgement that Slack cannot use leaves the window as it was', async () => {
    const { kim, slack } = await withForm();
    await kim.choose('Company', 'Wingtip');
    await kim.fill('Name', 'wrong');
    await expect(kim.submit()).rejects.toThrow(/We had some trouble connecting\..*Nowhere/);
    expect(kim.modal()).toContain('Name: <wrong>');
    expect(slack.findings).toMatchObject([{ from: 'ack' }]);
  });

  test('windows lie on each other; one is closed, or all', async () => {
    const { kim, heard } = await withForm();
    await kim.choose('Company', 'Wingtip');
    await kim.fill('Name', 'deep');
    await kim.submit();
    expect(kim.modal()).toMatch(/^Below\nName: <>/);
    await kim.click('Cancel');
    expect(kim.modal()).toMatch(/^Form\n/);
    await kim.submit();
    await kim.close({ all: true });
    expect(kim.modal()).toBe('');
    expect(heard.filter(one => one.startsWith('closed'))).toEqual([
      ...['closed Below false', 'closed Below true', 'closed Form true'],
    ]);
    await kim.click('Open form');
    await kim.until('Company: <Search>');
    await kim.choose('Company', 'Wingtip');
    await kim.fill('Name', 'all');
    await kim.submit();
    expect(kim.modal()).toBe('');
  });

  test('a window that is submitted twice closes once', async () => {
    const { kim, heard } = await withForm();
    await kim.choose('Company', 'Wingtip');
    await kim.fill('Name', 'fine');
    await kim.submit('Save', { twice: true });
    expect(heard.slice(-2)).toEqual(['submit fine', 'submit fine']);
    expect(kim.modal()).toBe('');
  });
});

test('the Home tab shows what was published to this person', async () => {
  const { kim, vic, bodiesHeard, member } = await desk();
  await kim.openHome();
  await kim.until('Welcome home');
  expect(kim.home()).toBe('Welcome home\n[Drop]');
  expect(vic.home()).toBe('');
  await kim.click('Drop', { in: 'home' });
  expect(bodiesHeard.at(-1)).toMatchObject({
    user: { id: member.id },
    view: { type: 'home', team_id: member.teamId },
    container: { type: 'view' },
  });
});

describe('on the wire', () => {
  const asked = async () => {
    const there = await desk();
    const { slack, member, channel, botUrl } = there;
    const by = { slack, member };
    const ask = (signing: Partial<Signing> = {}, text = 'word') => {
      const body = bodies.command(by, channel.id, '/desk', text);
      const fields = Object.fromEntries(Object.entries(body).map(([name, value]) => [name, String(value)]));
      return form(botUrl, fields, { secret: slack.signingSecret, ...signing });
    };
    return { ...there, by, ask };
  };

  test('what is not signed by Slack just now is turned away', async () => {
    const { ask, heard } = await asked();
    expect(await send(ask())).toMatchObject({ status: 200, body: 'Said at *once*.' });
    for (const wrong of [
      { fault: 'forged' },
      { fault: 'unsigned' },
      { skew: -301 },
    ] satisfies Partial<Signing>[]) {
      expect((await send(ask(wrong))).status).toBe(401);
    }
    const tampered = ask();
    expect((await send({ ...tampered, body: `${tampered.body}+` })).status).toBe(401);
    expect(heard).toEqual(['command word']);
  });

  test('a replay is the same byte for byte, a stamp may lie ahead, a body may be too long', async () => {
    const { ask, heard, bodiesHeard } = await asked();
    const letter = ask();
    // Bolt takes these three: whoever minds has to look itself.
    for (const one of [letter, letter, ask({ skew: 3_000 })]) expect((await send(one)).status).toBe(200);
    expect(bodiesHeard[1]).toEqual(bodiesHeard[0]);
    expect((await send(ask({}, 'x'.repeat(5_000_000)))).status).toBe(413);
    expect(heard).toHaveLength(3);
  });

  test('events come in their envelope, once more when Slack says so, and a challenge is answered', async () => {
    const { by, botUrl, slack, heard, channel } = await asked();
    const signing = { secret: slack.signingSecret };
    const archived = json(botUrl, enveloped(by, channelArchived(channel, by.member)), signing);
    for (const letter of [
      archived,
      redelivered(archived, 1),
      json(botUrl, enveloped(by, appUninstalled()), signing),
    ]) {
      expect((await send(letter)).status).toBe(200);
    }
    expect(heard).toEqual(['channel_archive', 'channel_archive again 1', 'app_uninstalled']);
    const verified = await send(json(botUrl, urlVerification('abc'), signing));
    expect(verified).toMatchObject({ status: 200, body: { challenge: 'abc' } });
  });

  test('a stranger comes to the team of the channel, with a team of their own', async () => {
    const { slack, channel, botUrl, bodiesHeard } = await asked();
    const stranger = slack.addMember({ name: 'sue', teamId: 'T0ELSEWHERE', isStranger: true });
    channel.members.add(stranger.id);
    await new Person(slack, stranger, { botUrl }).type('/desk rows');
    const message = addMessage(slack.book, {
      ...{ channelId: channel.id, userId: slack.installation.botUserId, text: 'Press' },
      blocks: [actions(button('Drop', 'drop'))],
    });
    const spot = { kind: 'message', message } as const;
    const action = {
      type: 'button',
      action_id: 'drop',
      block_id: 'b',
      action_ts: '1.1',
      value: 'it',
    } as const;
    const body = bodies.blockAction({ slack, member: stranger }, spot, action);
    expect((await send(payload(botUrl, body, { secret: slack.signingSecret }))).status).toBe(200);
    expect(bodiesHeard).toMatchObject([
      { team_id: slack.teamId, user_id: stranger.id },
      { team: { id: slack.teamId }, user: { id: stranger.id, team_id: 'T0ELSEWHERE' } },
    ]);
  });

  test('a member of another team of the organisation comes with that team', async () => {
    const { slack, bodiesHeard, botUrl } = await desk([
      { enterpriseId: 'E1' },
      { name: 'East', enterpriseId: 'E1' },
    ]);
    const [, east] = [...slack.book.teams.keys()];
    slack.install(slack.teamId, undefined, { orgWide: true });
    const teamId = String(east);
    const eve = slack.addMember({ teamId, name: 'eve' });
    slack.addChannel({ teamId, name: 'east', members: [eve.id] });
    await new Person(slack, eve, { botUrl }).type('/desk word');
    expect(bodiesHeard).toMatchObject([
      ...[{ team_id: teamId, team_domain: 'east', enterprise_id: 'E1', is_enterprise_install: 'true' }],
    ]);
  });

  test('load leaves when it is due, and failures are counted', async () => {
    const { ask, heard } = await asked();
    let count = 0;
    const waits = await load(() => send(ask(count++ % 10 === 9 ? { fault: 'forged' } : {})), {
      perSecond: 100,
      seconds: 0.5,
    });
    expect(waits.count).toBe(50);
    expect(waits.failures.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401]);
    expect(heard).toHaveLength(45);
    expect(waits.p50).toBeGreaterThan(0);
    expect(waits.max).toBeGreaterThanOrEqual(waits.p99);
    expect(waits.p99).toBeGreaterThanOrEqual(waits.p50);
  });
});
