/** Whether a person in front of the test server is one: against a small app of Bolt's, not ours. */
import { describe, expect, test } from 'vitest';
import { COMPANIES, desk, option, withForm } from './slack/person/tests/desk.ts';

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
    const { kim, vic, heard } = await desk();
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
