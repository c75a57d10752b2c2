import { describe, expect, test } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { adjust, caught, context, stage } from './stage.ts';

const withSecret = (seen: { headers: Record<string, unknown> }) => seen.headers.secret !== undefined;

describe('the zone', () => {
  test('is asked for without a secret, once, and told to who keeps it', async () => {
    const { connect, autotask, requests } = await stage();
    const told: string[] = [];
    const target = connect({ onHome: async url => void told.push(url) });
    await target.listCompanies();
    await target.listBillingCodes();
    const zones = requests.all.filter(seen => seen.action === 'zone');
    expect(zones).toHaveLength(1);
    expect(zones.some(withSecret)).toBe(false);
    expect(told).toEqual([autotask.url]);
  });

  test('is not asked for when it is known', async () => {
    const { connect, autotask, requests } = await stage();
    await connect({ home: autotask.url }).listCompanies();
    expect(requests.all.filter(seen => seen.action === 'zone')).toEqual([]);
  });

  test.each(['not-found', 'unauthorized', 'redirect'] as const)(
    'that the login has moved from is noticed by %s, and asked for once',
    async wrongZone => {
      const { connect, autotask, requests } = await stage({ switches: { wrongZone } });
      const told: string[] = [];
      const target = connect({ home: autotask.zoneUrl, onHome: async url => void told.push(url) });
      expect(await target.listBillingCodes()).toHaveLength(1);
      expect(told).toEqual([autotask.url]);
      expect(requests.all.filter(seen => seen.action === 'zone')).toHaveLength(1);
    },
  );

  test('asked for in vain is not asked for again', async () => {
    const { target, requests, faults } = await stage();
    faults.add('query BillingCodes', { kind: 'html', status: 404 }, { times: 3 });
    expect(await caught(() => target.listBillingCodes())).toMatchObject({ code: 'read-refused' });
    expect(requests.count('BillingCodes')).toBe(1);
    expect(requests.all.filter(seen => seen.action === 'zone')).toHaveLength(2);
    await caught(() => target.listBillingCodes());
    expect(requests.all.filter(seen => seen.action === 'zone')).toHaveLength(2);
  });

  test('on a foreign host is refused, and no secret goes anywhere', async () => {
    const { target, requests, faults } = await stage();
    const url = 'https://webservices5.autotask.net.example.com/ATServicesRest/';
    faults.add('zone', { kind: 'text', body: JSON.stringify({ zoneName: 'x', url }) });
    expect(await caught(() => target.listCompanies())).toMatchObject({ code: 'host-refused', words: url });
    expect(requests.all.some(withSecret)).toBe(false);
  });

  test('kept from earlier on a foreign host is not used', async () => {
    const { connect } = await stage();
    const target = connect({ home: 'https://example.com/ATServicesRest/' });
    expect(await target.listBillingCodes()).toHaveLength(1);
  });
});

describe('a refused login', () => {
  test('a wrong secret is one attempt, whatever is asked at once and after', async () => {
    const { connect, credentials, requests, autotask } = await stage();
    const target = connect({ credentials: { ...credentials, secret: 'wrong-secret' } });
    const errors = await Promise.all([
      caught(() => target.listCompanies()),
      caught(() => target.listBillingCodes()),
      caught(() => target.readItems(['3001'])),
    ]);
    await caught(() => target.listCompanies());
    for (const error of errors) expect(error).toMatchObject({ code: 'unauthorized' });
    expect(requests.all.filter(withSecret)).toHaveLength(1);
    expect(autotask.user.wrongSecrets).toBe(1);
  });

  test('says what PRISM Connect said, and how to unlock the user', async () => {
    const { target, autotask, book, credentials } = await stage();
    book.lock(autotask.user);
    const error = await caught(() => target.listCompanies());
    if (!(error instanceof UserError)) throw error;
    expect(error.words).toMatch(
      /^Error executing AutoTask GET request to 'http:.*\/ThresholdInformation'\. Status code: Unauthorized\. Error message: The user account has been locked\./,
    );
    expect(error.remedy).toContain(
      'Admin > Resources (Users) > API user > Edit > untick Locked > Save & Close',
    );
    expect(JSON.stringify([error.message, error.remedy, error.words])).not.toContain(credentials.secret);
  });

  test('while writing stops the run: nothing more is sent', async () => {
    const { target, faults, requests, small } = await stage();
    const { contract, line } = small();
    await target.listBillingCodes();
    faults.add('create ContractServiceAdjustments', { kind: 'status', status: 401, errors: [] });
    const write = () => target.write(adjust(contract.id), context({ lineId: String(line.id) }));
    const error = await caught(write);
    expect(error).toMatchObject({
      code: 'unauthorized',
      words: expect.stringContaining('Error executing AutoTask POST request to'),
    });
    const sent = requests.all.length;
    await caught(write);
    await caught(() => target.listCompanies());
    expect(requests.all.length).toBe(sent);
  });

  test('an unknown user and a bad integration code are told apart', async () => {
    const { connect, credentials } = await stage();
    const user = connect({ credentials: { ...credentials, userName: 'nobody@example.com' } });
    expect(await caught(() => user.listCompanies())).toMatchObject({
      code: 'unauthorized',
      message: expect.stringContaining('user name'),
    });
    const code = connect({ credentials: { ...credentials, integrationCode: 'WRONG' } });
    expect(await caught(() => code.listCompanies())).toMatchObject({
      code: 'unauthorized',
      message: expect.stringContaining('tracking identifier'),
    });
  });
});

describe('the check', () => {
  const missing = (rights: { right: string; ok: boolean }[]) =>
    rights.filter(row => !row.ok).map(row => row.right);

  test('finds nothing missing', async () => {
    const { target, autotask, small, requests } = await stage();
    small();
    const { home, rights } = await target.check();
    expect(home).toBe(autotask.url);
    expect(missing(rights)).toEqual([]);
    expect(rights).toHaveLength(11);
    expect(requests.writes).toEqual([]);
  });

  test('lists each missing right with the place to set it', async () => {
    const { target, autotask, small } = await stage();
    small();
    const { rights: may } = autotask.user;
    may.Contracts.query = false;
    may.Services.create = false;
    may.ContractServiceUnits.query = false;
    may.ContractServiceAdjustments.create = false;
    may.BillingCodes.query = false;
    may.costs = false;
    const { rights } = await target.check();
    expect(missing(rights)).toEqual([
      'Read contracts',
      'Create services',
      'Read contract service units',
      'Adjust contract services',
      'Read billing codes',
      'See costs',
    ]);
    for (const row of rights) expect(row.remedy === null).toBe(row.ok);
    expect(rights.find(row => row.right === 'Adjust contract services')?.remedy).toContain(
      'Can modify Service/Bundle on contract changes',
    );
    expect(rights.find(row => row.right === 'See costs')?.remedy).toContain(
      'Can View Internal Cost and Sensitive Data',
    );
  });

  test('with a wrong secret is one attempt and one row; asked again it is one more', async () => {
    const { connect, credentials, autotask } = await stage();
    const target = connect({ credentials: { ...credentials, secret: 'wrong-secret' } });
    const { rights } = await target.check();
    expect(rights).toMatchObject([
      { right: 'Log in', ok: false, remedy: expect.stringContaining('untick Locked') },
    ]);
    expect(autotask.user.wrongSecrets).toBe(1);
    await target.check();
    expect(autotask.user.wrongSecrets).toBe(2);
  });

  test('says when there is no billing code to book services under', async () => {
    const { target, book, small } = await stage();
    small();
    for (const code of book.billingCodes.all()) book.billingCodes.update(code.id, { isActive: false });
    const { rights } = await target.check();
    expect(rights.find(row => !row.ok)).toMatchObject({
      right: 'Read billing codes',
      remedy: expect.stringContaining('Recurring Contract Service Code'),
    });
  });
});
