/** Secrets go to the hosts that were configured and to no other, whatever an answer, a person or a request names. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SetClock } from '../../src/clock.ts';
import { readConfig } from '../../src/config.ts';
import type { Invoice } from '../../src/plan/invoice/line.ts';
import { createPrism, type PrismSource } from '../../src/sources/prism/index.ts';
import { createAutotask } from '../../src/targets/autotask/index.ts';
import { allowedBeside, withinZone } from '../../src/targets/autotask/wire/zone.ts';
import { checkConnectWise } from '../../src/targets/connectwise/check.ts';
import { context as writeContext } from '../adapters/autotask/stage.ts';
import { type AutotaskSandbox, startAutotask } from '../sandbox/autotask/index.ts';
import { type PrismSandbox, startPrism } from '../sandbox/prism/index.ts';
import { invoice } from '../store/stage.ts';
import { lookalikes, loopbacks, REDIRECTS } from './hostile-addresses.ts';
import { type Sender, setTrap, startSender, type Trap, whoWasReached } from './trap.ts';

const SECRET = 'canary-secret-5f1c';
const CODE = 'canary-code-77aa';
const credentials = { userName: 'api@northwind.example', secret: SECRET, integrationCode: CODE };

let trap: Trap;
const closing: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
  trap = await setTrap();
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  expect(trap.caught).toEqual([]);
  await trap[Symbol.asyncDispose]();
});

const caught = async (work: () => Promise<unknown>): Promise<unknown> =>
  work().then(
    () => {
      throw new Error('it was not refused');
    },
    error => error,
  );

/** Said in words, with what to do. */
const refused = {
  name: 'UserError',
  code: 'host-refused',
  message: expect.stringMatching(/^[A-Z].{20,}\.$/),
  remedy: expect.stringContaining('Nothing was sent'),
};

describe('Autotask’s zone', () => {
  const clock = new SetClock('2026-10-05T00:00:00Z');
  let autotask: AutotaskSandbox;
  beforeEach(async () => {
    autotask = await startAutotask({ clock });
    closing.push(() => autotask.close());
    Object.assign(autotask.user, credentials);
  });
  const connect = (home: string | null = null) => {
    const target = createAutotask({ credentials, zoneUrl: autotask.zoneUrl, clock, home });
    closing.push(() => target.close());
    return target;
  };
  const ours = () => [autotask.zoneUrl, autotask.url].map(url => new URL(url).host);
  const withSecret = () =>
    autotask.requests.all.filter(seen => JSON.stringify(seen).includes(SECRET)).map(({ host }) => host);

  const hostile = () => [
    ...lookalikes('webservices3.autotask.net').map(url =>
      url.endsWith('/') ? `${url}ATServicesRest/` : url,
    ),
    ...loopbacks(trap.port),
  ];

  test('that an answer names elsewhere is refused, and nothing was sent there', async () => {
    const addresses = hostile();
    expect(addresses.length).toBeGreaterThan(50);
    for (const url of addresses) {
      autotask.faults.add('zone', { kind: 'text', body: JSON.stringify({ zoneName: 'x', url }) });
      const target = connect();
      const reached = await whoWasReached(async () => {
        expect(await caught(() => target.listCompanies()), url).toMatchObject(refused);
      });
      expect(ours(), url).toEqual(expect.arrayContaining(reached));
    }
    expect(withSecret()).toEqual([]);
  });

  test('that was kept earlier and lies elsewhere is not used', async () => {
    for (const url of hostile()) {
      const target = connect(url);
      const reached = await whoWasReached(() => target.listCompanies());
      expect(ours(), url).toEqual(expect.arrayContaining(reached));
    }
  });

  test('of Autotask’s own is taken, and of the configured host', () => {
    const allows = allowedBeside('https://webservices.autotask.net/ATServicesRest/');
    for (const url of [
      'https://webservices.autotask.net/ATServicesRest/',
      'https://webservices29.autotask.net/ATServicesRest/',
      'https://WEBSERVICES3.AUTOTASK.NET:443/',
      'https://ww3.prde.autotask.net/',
    ])
      expect(allows(new URL(url)), url).toBe(true);
    expect(allowedBeside('https://proxy.example/')(new URL('https://proxy.example/ATServicesRest/'))).toBe(
      true,
    );
    for (const url of ['https://proxy.example:8443/', 'http://proxy.example/', 'https://a.proxy.example/'])
      expect(allowedBeside('https://proxy.example/')(new URL(url)), url).toBe(false);
  });

  describe('a next page', () => {
    const page = (nextPageUrl: string) => ({
      kind: 'text' as const,
      body: JSON.stringify({ items: [], pageDetails: { nextPageUrl } }),
    });

    test('elsewhere is refused, and no secret was sent there', async () => {
      const target = connect();
      await target.listCompanies();
      for (const url of hostile()) {
        autotask.faults.add('query Companies', page(url));
        const reached = await whoWasReached(async () => {
          expect(await caught(() => target.listCompanies()), url).toMatchObject({
            ...{ name: 'UserError', code: 'host-refused' },
          });
        });
        expect(ours(), url).toEqual(expect.arrayContaining(reached));
      }
    });

    test('in another zone, at the discovery host or by http is refused', async () => {
      const target = connect();
      autotask.faults.add('query Companies', page(`${autotask.zoneUrl}V1.0/Companies/query/next?paging=1`));
      expect(await caught(() => target.listCompanies())).toMatchObject({
        ...{ code: 'host-refused', message: expect.stringContaining('not in the zone of this login') },
      });
      expect(withSecret()).not.toContain('discovery');
      const home = 'https://webservices3.autotask.net/ATServicesRest/';
      for (const url of [
        'https://webservices4.autotask.net/ATServicesRest/V1.0/Companies/query/next?paging=1',
        'http://webservices3.autotask.net/ATServicesRest/V1.0/Companies/query/next?paging=1',
        'https://webservices3.autotask.net:8443/ATServicesRest/V1.0/Companies/query/next?paging=1',
        '/ATServicesRest/V1.0/Companies/query/next?paging=1',
      ])
        expect(() => withinZone(home, url), url).toThrow('not in the zone of this login');
      const next = `${home}V1.0/Companies/query/next?paging=1`;
      expect(withinZone(home, next)).toBe(next);
    });
  });

  test.each(REDIRECTS)(
    'a redirect (%s) is never followed: of the question, a read or a write',
    async status => {
      const { book } = autotask;
      const company = book.addCompany({ companyName: 'Contoso' });
      const contract = book.addContract({ companyID: company.id });
      await using sender = await startSender({
        status,
        headers: { location: `http://localhost:${trap.port}/` },
      });
      const everything = createAutotask({ credentials, zoneUrl: `${sender.url}/`, clock });
      closing.push(() => everything.close());
      expect(await caught(() => everything.listCompanies())).toMatchObject({ name: 'UserError' });
      expect(JSON.stringify(sender.seen)).not.toContain(SECRET);

      const target = createAutotask({
        credentials,
        zoneUrl: `${sender.url}/`,
        clock,
        home: `${sender.url}/`,
      });
      closing.push(() => target.close());
      const reached = await whoWasReached(async () => {
        expect(await caught(() => target.listCompanies())).toMatchObject({ name: 'UserError' });
        const change = {
          ...{
            kind: 'adjust' as const,
            key: 'k',
            mark: 'm',
            productKey: 'p',
            agreementId: String(contract.id),
          },
          ...{
            itemId: null,
            lineId: '1',
            effective: '2026-09-10',
            delta: 2,
            money: { cost: '0', price: '0' },
          },
          before: { timeline: [], unitPrice: null, unitCost: null },
          after: { timeline: [], unitPrice: null, unitCost: null },
        };
        await target.write(change, writeContext({ lineId: '1', itemId: '1' })).catch(error => error);
      });
      expect(reached).toEqual([`127.0.0.1:${sender.port}`]);
      const withSecret = sender.seen.filter(({ headers }) => headers.secret === SECRET);
      expect(withSecret.map(({ method, path }) => `${method} ${path}`)).toEqual(
        expect.arrayContaining(['GET /V1.0/ThresholdInformation', 'POST /V1.0/ContractServiceAdjustments']),
      );
    },
  );
});

describe('PRISM', () => {
  const clock = new SetClock('2026-10-05T00:00:00Z');
  const client = { clientId: 'client-1', clientSecret: SECRET };
  const source = (apiUrl: string, tokenUrl: string) => {
    const made = createPrism({ credentials: client, apiUrl, tokenUrl, scope: 'rhipeapi', clock });
    closing.push(() => made.close());
    return made;
  };

  const read = async (prism: PrismSource, given: Invoice): Promise<void> => {
    for await (const _ of prism.readLines(given));
  };

  test.each(REDIRECTS)(
    'a redirect (%s) of the token’s host, a list or a file is not followed',
    async status => {
      const location = `http://localhost:${trap.port}/connect/token`;
      await using identity = await startSender({ status, headers: { location } });
      await using data = await startSender({ status, headers: { location } });
      const prism = source(data.url, `${identity.url}/connect/token`);
      expect(await caught(() => prism.listInvoices())).toMatchObject({
        ...{ code: 'unexpected-answer', message: expect.stringContaining('sent us elsewhere') },
      });
      expect(data.seen).toEqual([]);

      identity.answer = {
        status: 200,
        body: JSON.stringify({ access_token: 'canary-token', expires_in: 3600, token_type: 'Bearer' }),
      };
      const reached = await whoWasReached(async () => {
        for (const work of [
          () => prism.check(),
          () => prism.listInvoices(),
          () => prism.listTenants('1'),
          () => read(prism, invoice()),
        ])
          expect(await caught(work)).toMatchObject({ name: 'UserError' });
      });
      expect(reached).toEqual([`127.0.0.1:${data.port}`, `127.0.0.1:${identity.port}`].sort());
      expect(JSON.stringify(data.seen)).not.toContain(SECRET);
    },
  );

  test('ids that look like addresses lead to its own host or nowhere', async () => {
    const sandbox: PrismSandbox = await startPrism({ clock });
    closing.push(() => sandbox.close());
    Object.assign(client, { clientId: sandbox.client.clientId });
    sandbox.client.clientSecret = SECRET;
    const prism = source(sandbox.apiUrl, sandbox.tokenUrl);
    const ours = [sandbox.apiUrl, sandbox.tokenUrl].map(url => new URL(url).host);
    const ids = [
      ...lookalikes('api.prismportal.online'),
      ...loopbacks(trap.port),
      ...[
        '.',
        '..',
        '...',
        '../..',
        '..%2f..',
        '@localhost',
        `.localhost:${trap.port}`,
        ':80',
        '\\\\localhost',
      ],
      ...['\r\nhost: localhost', '?x', '#x', '%', '\u0000', '\u202e', '__proto__'],
    ];
    for (const id of ids) {
      const reached = await whoWasReached(async () => {
        await prism.listTenants(id).catch(error => error);
        await prism.listProducts(id, '2026-09-30').catch(error => error);
        await read(prism, invoice({ id })).catch(error => error);
      });
      expect(ours, id).toEqual(expect.arrayContaining(reached));
    }
  });
});

describe('ConnectWise’s site', () => {
  const keys = { companyId: 'northwind', publicKey: CODE, privateKey: SECRET };
  const options = { clientId: 'client-1', allowedHosts: [] as string[] };

  test('that is none of its cloud and was not named by an operator is refused, and nothing was sent', async () => {
    // Typed without a scheme, or with http, it leads to the same host by https.
    const home = ['//na.myconnectwise.net/', 'http://na.myconnectwise.net/'];
    const addresses = [...lookalikes('na.myconnectwise.net'), ...loopbacks(trap.port)].filter(
      one => !home.includes(one),
    );
    const names = [
      ...addresses.map(one => one.replace(/^https:\/\//, '')),
      ...['', ' ', 'na', 'constructor', '__proto__', 'toString', 'myconnectwise.net', 'api-na', '127.0.0.1'],
    ];
    for (const site of [...addresses, ...names.filter(one => !home.includes(one))]) {
      const reached = await whoWasReached(async () => {
        const error = await caught(() => checkConnectWise({ site, ...keys }, options));
        expect(error, site).toMatchObject(refused);
      });
      expect(reached, site).toEqual([]);
    }
  });

  test('that an operator named is spoken to at that port alone, by https, or by http on this machine', async () => {
    const named = (...allowedHosts: string[]) => ({ ...options, allowedHosts });
    for (const [site, ...hosts] of [
      [`http://127.0.0.1:${trap.port}`, '127.0.0.1'],
      [`127.0.0.1:${trap.port}`, '127.0.0.1:1'],
      ['http://psa.northwind.example', 'psa.northwind.example'],
      ['https://psa.northwind.example:8443', 'psa.northwind.example'],
      ['https://user:password@psa.northwind.example', 'psa.northwind.example'],
      ['https://:password@psa.northwind.example', 'psa.northwind.example'],
      ['https://psa.northwind.example.', 'psa.northwind.example'],
    ] as const) {
      const reached = await whoWasReached(async () => {
        const error = await caught(() => checkConnectWise({ site, ...keys }, named(...hosts)));
        expect(error, site).toMatchObject(refused);
      });
      expect(reached, site).toEqual([]);
    }
  });

  test.each(REDIRECTS)(
    'a redirect (%s) is not followed, before or after the company was found',
    async status => {
      const location = `http://localhost:${trap.port}/`;
      await using sender: Sender = await startSender({ status, headers: { location } });
      const there = { clientId: 'client-1', allowedHosts: [`127.0.0.1:${sender.port}`] };
      const check = () => checkConnectWise({ site: sender.url, ...keys }, there);
      expect(await caught(check)).toMatchObject({ code: 'connectwise-unclear' });
      expect(JSON.stringify(sender.seen)).not.toContain('authorization');
    },
  );

  test('a code base that leads elsewhere is not used', async () => {
    for (const codebase of [
      '@localhost/',
      '//localhost/',
      '../',
      '.localhost/',
      'http://localhost/',
      'v1',
      '\\\\x/',
    ]) {
      await using sender = await startSender({ status: 200, body: JSON.stringify({ Codebase: codebase }) });
      const there = { clientId: 'client-1', allowedHosts: [`127.0.0.1:${sender.port}`] };
      const reached = await whoWasReached(async () => {
        await caught(() => checkConnectWise({ site: sender.url, ...keys }, there));
      });
      expect(reached, codebase).toEqual([`127.0.0.1:${sender.port}`]);
    }
  });
});

describe('settings in production', () => {
  const NAMES = ['SLACK_API_URL', 'PRISM_API_URL', 'PRISM_TOKEN_URL', 'AUTOTASK_ZONE_URL'] as const;

  test.each(NAMES)('%s takes https without a user, and nothing else', name => {
    const set = (value: string) => readConfig({ NODE_ENV: 'production', [name]: value });
    expect(() => set('https://api.example/')).not.toThrow();
    for (const value of [
      'http://api.example/',
      'ftp://api.example/',
      'https://user@api.example/',
      'https://user:canary-password@api.example/',
      'https://:canary-password@api.example/',
      'http://user:canary-password@api.example/',
      'api.example',
      '//api.example/',
    ]) {
      expect(() => set(value), value).toThrow(name);
      expect(() => set(value), value).not.toThrow('canary-password');
    }
  });
});
