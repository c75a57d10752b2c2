/** Secrets are where they belong and nowhere else, whatever goes wrong and however much is logged. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readConfig, SETTINGS } from '../../src/config.ts';
import { commands } from '../../src/slack/commands/index.ts';
import { saveMapping } from '../../src/store/mappings.ts';
import { request } from '../../src/sync/request.ts';
import { disclosed } from './disclosure.ts';
import { canary, echo, type House, KEY, openHouse } from './house-of-secrets.ts';

describe('in a house where everybody says again what they were told', () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse();
  });
  afterAll(() => house[Symbol.asyncDispose]());

  const sync = async (): Promise<void> => {
    const { context, workspaceId, members } = house.office;
    await request(context, { workspaceId, kind: 'customers', by: members.clerk.id });
    await house.office.work();
  };
  const autotask = (secret: string) => {
    const { userName, integrationCode } = house.office.world.autotask.user;
    return {
      ...{
        'API Username': userName,
        'Password (Secret)': secret,
        'API Tracking Identifier': integrationCode,
      },
    };
  };
  const connectwise = (key: string) => {
    const { companyId, publicKey } = house.connectwise.keys;
    const site = { Site: house.connectwise.site, 'Company ID': companyId };
    return { ...site, 'Public Key': publicKey, 'Private Key': key };
  };

  test.each([400, 401, 403, 500])('a PRISM secret that is refused with %s is nowhere', async status => {
    const { prism } = house.office.world;
    const typed = house.wrong(`PRISM secret of ${status}`);
    const body = { error: 'invalid_client', error_description: echo(typed) };
    prism.faults.add('token', { kind: 'status', status, body }, { times: status === 500 ? 5 : 1 });
    const { clientId } = prism.client;
    const boss = await house.enter('PRISM', { 'Client ID': clientId, 'Client Secret': typed });
    expect(boss.modal()).toContain(':warning:');
    expect(await house.look()).toEqual([]);
  });

  test.each([401, 500])('an Autotask secret that is refused with %s is nowhere', async status => {
    const typed = house.wrong(`Autotask secret of ${status}`);
    const { faults, user } = house.office.world.autotask;
    const errors = [echo(typed), echo(user.integrationCode)];
    faults.add('any', { kind: 'status', status, errors }, { skip: 1, times: 20 });
    const boss = await house.enter('Autotask', autotask(typed));
    expect(boss.modal()).toMatch(/:warning:|Needs attention/);
    faults.clear();
    expect(await house.look()).toEqual([]);
  });

  test('ConnectWise’s key that is refused is nowhere', async () => {
    const boss = await house.enter('ConnectWise', connectwise(house.wrong('ConnectWise key')));
    expect(boss.modal()).toContain(':warning:');
    expect(await house.look()).toEqual([]);
  });

  test('typed behind a command they are nowhere but in what the person typed', async () => {
    const clerk = house.office.person('clerk');
    const { clientSecret } = house.office.world.prism.client;
    for (const text of [`connect prism ${clientSecret}`, `map client_secret=${house.wrong('typed')}`]) {
      await clerk.type(`/prism ${text}`);
      await house.office.work();
      expect(clerk.answer()).toContain('Rotate it');
    }
    expect(await house.look()).toEqual([]);
  });

  test('entered rightly they are in the sealed columns alone', async () => {
    const { office } = house;
    const { clientId, clientSecret } = office.world.prism.client;
    await house.enter('PRISM', { 'Client ID': clientId, 'Client Secret': clientSecret });
    await house.enter('Autotask', autotask(office.world.autotask.user.secret));
    await house.enter('ConnectWise', connectwise(house.connectwise.keys.privateKey));
    const rows = await office.context.db.selectFrom('connections').select(['kind', 'state']).execute();
    expect(rows.map(({ kind, state }) => `${kind} ${state}`).sort()).toEqual([
      ...['autotask connected', 'connectwise connected', 'prism connected'],
    ]);
    const places = await house.places();
    expect(places['the table connections']?.match(/v1\.canary\./g)).toHaveLength(3);
    expect(disclosed(house.secrets, places)).toEqual([]);
    await office.settle({ billingCodeId: office.world.billingCodeId, currency: 'AUD' });
    for (const one of office.world.mappings) await saveMapping(office.context.db, office.workspaceId, one);
    office.world.issue('2026-09', office.world.lines.september);
  });

  test('PRISM’s token, and its secret, that come back in files and errors are not kept and not told', async () => {
    const { prism } = house.office.world;
    const said = [echo(prism.client.clientSecret)];
    const seen = prism.requests.all.at(-1);
    expect(seen).toBeDefined();
    prism.tokens.revokeAll();
    const token = canary('prism token').replaceAll(/[^\w]/g, '-');
    house.secrets['a PRISM token'] = token;
    said.push(echo(token));
    prism.faults.add('token', {
      kind: 'json',
      body: { access_token: token, expires_in: 3600, token_type: 'Bearer' },
    });
    prism.faults.add('invoices', { kind: 'status', status: 403, body: { Message: said.join() } });
    await sync();
    expect(await house.look()).toEqual([]);
    prism.faults.add('csv', { kind: 'text', body: `<p>${said.join()}</p>` });
    await sync();
    expect(await house.look()).toEqual([]);
    prism.faults.add(
      'invoices',
      { kind: 'status', status: 401, body: { Message: said.join() } },
      { times: 2 },
    );
    await sync();
    expect(await house.look()).toEqual([]);
  });

  test('Autotask’s login that comes back in refusals of reads and writes is not kept and not told', async () => {
    const { faults, user, requests } = house.office.world.autotask;
    const errors = [echo(user.secret), echo(user.integrationCode)];
    const before = requests.writes.length;
    faults.add('query Contracts', { kind: 'status', status: 500, errors });
    await sync();
    expect(await house.look()).toEqual([]);
    faults.add('create ContractServices', { kind: 'status', status: 500, errors });
    faults.add('create ContractServiceAdjustments', { kind: 'text', body: errors.join() }, { skip: 1 });
    await sync();
    expect(requests.writes.length).toBeGreaterThan(before);
    expect(await house.look()).toEqual([]);
    faults.add('query ContractServices', { kind: 'status', status: 401, errors }, { times: 3 });
    await sync();
    expect(await house.look()).toEqual([]);
    faults.clear();
    await house.enter('Autotask', autotask(user.secret));
  });

  test('the bot’s token that Slack says again is not kept and not told', async () => {
    const { slack, office } = { slack: house.office.slack, office: house.office };
    const body = { ok: false, error: echo(slack.botToken) };
    slack.faults.add('chat.postMessage', { kind: 'status', status: 500, body });
    await sync();
    expect(await house.look()).toEqual([]);
    slack.faults.add('chat.postMessage', { kind: 'error', error: `invalid_auth ${slack.botToken}` });
    slack.faults.add('chat.update', { kind: 'error', error: echo(slack.botToken) }, { times: 3 });
    await sync();
    expect(await house.look()).toEqual([]);
    slack.faults.clear();
    slack.faults.add('users.info', { kind: 'error', error: `invalid_auth ${slack.botToken}` });
    await office.person('nobody').type('/prism status');
    await office.work();
    slack.faults.add('views.open', { kind: 'html', page: echo(slack.botToken), status: 500 });
    await office.person('boss').type('/prism settings');
    await office.work();
    expect(await house.look()).toEqual([]);
  });

  test.each([
    ['RCPT', 450],
    ['MAIL', 535],
    ['DATA', 554],
  ] as const)(
    'the mail password that the server says again at %s (%s) is not kept and not told',
    async (at, code) => {
      const { mails, office, secrets } = house;
      office.world.clock.advance(3_600_000);
      mails.refuse({ at, code, words: echo(secrets['the mail password']!) });
      await sync();
      const problems = await office.context.db
        .selectFrom('outbox')
        .select('problem')
        .where('via', '=', 'mail')
        .execute();
      expect(JSON.stringify(problems)).toContain('It was');
      mails.forgive();
      expect(await house.look()).toEqual([]);
    },
  );

  test('an error that nobody expected, with everything in its message, is not told', async () => {
    const { office, secrets } = house;
    const { context, workspaceId, members } = office;
    // What was typed for all to read nobody remembers, and a token that was renewed is no secret any more.
    const everything = Object.entries(secrets)
      .filter(([name]) => name !== 'a wrong typed' && name !== 'a PRISM token')
      .map(([, secret]) => echo(secret))
      .join(' ');
    let isBroken = true;
    context.listen(async () => {
      if (isBroken) throw new Error(everything, { cause: { headers: { everything } } });
    });
    await office.person('clerk').type('/prism sync');
    await office.app.idle();
    expect(office.person('clerk').answer()).toContain('An unexpected error occurred');
    await expect(request(context, { workspaceId, kind: 'products', by: members.clerk.id })).rejects.toThrow();
    context.log.error(
      { err: new Error(everything), [everything]: everything, list: [{ everything }] },
      everything,
    );
    isBroken = false;
    expect(await house.look()).toEqual([]);
  });

  test('nothing that can be looked at shows one', async () => {
    const { office } = house;
    office.world.clock.advance(3_600_000);
    await sync();
    for (const word of Object.keys(commands)) {
      for (const text of ['', '1', '2', 'Contoso']) {
        await office.person('boss').type(`/prism ${word} ${text}`);
        await office.work();
      }
    }
    for (const who of ['boss', 'clerk'] as const) await office.person(who).openHome();
    await office.work();
    const places = await house.places();
    for (const place of [
      'the log',
      'calls to Slack',
      'messages in Slack',
      'Home in Slack',
      'mails',
      'the table audit',
    ])
      expect(places[place]?.length, place).toBeGreaterThan(500);
    expect(Object.keys(places).length).toBeGreaterThan(35);
    expect(disclosed(house.secrets, places)).toEqual([]);
  });

  test('a secret that were there would be found', () => {
    const { secrets } = house;
    for (const [name, secret] of Object.entries(secrets))
      for (const text of [secret, echo(secret), Buffer.from(`x+${secret}:y`).toString('base64')])
        expect(disclosed(secrets, { somewhere: `…${text}…` }), text).toContain(`${name} in somewhere`);
  });
});

describe('settings that are wrong', () => {
  const SECRET = SETTINGS.filter(name => /TOKEN$|SECRET|KEYS|DATABASE_URL|SMTP_URL/.test(name));

  test.each(SECRET)('are named and not shown: %s', name => {
    const secret = canary(name);
    const wrong = [secret, `k1:${KEY}x`, `postgres//u:${secret}@h`, `smtp:${secret}`, `k1:${KEY},k1:${KEY}`];
    for (const value of wrong) {
      let said = '';
      try {
        readConfig({ [name]: value });
      } catch (error) {
        said = `${String(error)} ${JSON.stringify(error)} ${(error as Error).stack}`;
      }
      expect(disclosed({ secret, key: KEY }, { said })).toEqual([]);
    }
  });
});
