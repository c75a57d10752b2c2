/** Everything the process needs, built once. Tests hand in overrides; nothing is replaced by module. */
import { type OpenDatabase, openDatabase } from '../db/open.ts';
import { type Clock, rehearsalClock, systemClock } from './clock.ts';
import { type Config, secretsOf } from './config.ts';
import { encryptionKeys } from './keys.ts';
import { createLog, type Log } from './log.ts';
import { announceMails } from './mail/announce.ts';
import { deliverMails } from './mail/deliver.ts';
import { createMailer } from './mail/mailer.ts';
import { Seal } from './seal.ts';
import { createClients } from './slack/clients.ts';
import { announce } from './slack/outgoing/announce.ts';
import { deliver } from './slack/outgoing/deliver.ts';
import { deliverFiles } from './slack/outgoing/deliver-files.ts';
import { permalink } from './slack/outgoing/permalink.ts';
import { createPrism } from './sources/prism/index.ts';
import { type ConnectionKind, type Credentials, findConnection, saveHome } from './store/connections.ts';
import type { Database } from './store/database.ts';
import type { Via } from './store/outbox.ts';
import { notConnected } from './sync/connect.ts';
import type { SyncEvent } from './sync/events.ts';
import type { SyncContext } from './sync/sync-context.ts';
import { checkConnectWise } from './targets/connectwise/check.ts';
import { targets } from './targets/index.ts';

export type Context = SyncContext & {
  config: Config;
  databaseUrl: string;
  /** Hears of every event from now on. */
  listen(listener: Listener): void;
  /**
   * Shows people what is due, by one way or by all.
   * @param stopping breaks off what hangs, where that can be done
   * @returns how many messages were taken up
   */
  deliver(via?: Via, stopping?: AbortSignal): Promise<number>;
  close(): Promise<void>;
};

/** Called in the transaction that writes what the event tells of. */
type Listener = (event: SyncEvent, tx: Database) => Promise<void>;

export type Overrides = {
  clock?: Clock;
  log?: Log;
  database?: OpenDatabase;
  /** Left out: nobody works in the background, and whoever asks for a run also runs it. */
  wake?: SyncContext['wake'];
};

export async function createContext(config: Config, overrides: Overrides = {}): Promise<Context> {
  const clock =
    overrides.clock ?? (config.clock === 'system' ? systemClock : rehearsalClock(config.clock.from));
  const log = overrides.log ?? createLog({ level: config.logLevel });
  const database = overrides.database ?? (await openDatabase(config));
  const keys = await encryptionKeys(config);
  for (const secret of [...secretsOf(config), ...secretsOf({ ...config, encryptionKeys: keys })])
    log.register(secret);
  const { db } = database;
  const seal = new Seal(keys);
  const listeners: Listener[] = [];

  const makeSource = (credentials: Credentials) => {
    hide(log, credentials);
    const { clientId = '', clientSecret = '' } = credentials;
    return createPrism({ ...config.prism, credentials: { clientId, clientSecret }, clock, log });
  };
  const makeTarget = (
    credentials: Credentials,
    known: { home: string | null; onHome?: (home: string) => Promise<void> } = { home: null },
  ) => {
    hide(log, credentials);
    const { userName = '', secret = '', integrationCode = '' } = credentials;
    return targets.autotask.create({
      ...config.autotask,
      ...known,
      credentials: { userName, secret, integrationCode },
      clock,
      log,
    });
  };

  const sources = new Adapters('prism', (_, { credentials }) => makeSource(credentials));
  const autotasks = new Adapters('autotask', (workspaceId, { credentials, home }) =>
    makeTarget(credentials, { home, onHome: found => saveHome(db, workspaceId, 'autotask', found) }),
  );
  const find = (workspaceId: string, kind: ConnectionKind) => findConnection(db, workspaceId, seal, kind);
  const mailer = config.mail ? createMailer(config.mail) : null;

  const context: Context = {
    config,
    databaseUrl: database.url,
    db,
    clock,
    log,
    seal,
    makeSource,
    makeTarget: credentials => makeTarget(credentials),
    checkConnectWise: async credentials => {
      hide(log, credentials);
      const { site = '', companyId = '', publicKey = '', privateKey = '' } = credentials;
      await checkConnectWise({ site, companyId, publicKey, privateKey }, config.connectwise);
    },
    openSource: async workspaceId => sources.open(workspaceId, await find(workspaceId, 'prism')),
    openTarget: async workspaceId => autotasks.open(workspaceId, await find(workspaceId, 'autotask')),
    listen: listener => {
      listeners.push(listener);
    },
    announce: async (event, tx) => {
      if (config.slack) await announce(tx, clock, event);
      if (mailer) await announceMails(tx, clock, event);
      for (const listener of listeners) await listener(event, tx);
    },
    wake: overrides.wake ?? (async () => {}),
    deliver: async (via, stopping) => {
      const stop = stopping ? { stopping } : {};
      let shown = via === undefined || via === 'slack' ? await deliver({ context, clientOf }) : 0;
      if (mailer && (via === undefined || via === 'mail')) {
        const linkTo = (workspaceId: string, run: number) => permalink({ db, clientOf }, workspaceId, run);
        shown += await deliverMails({ context, mailer, linkTo, ...stop });
      }
      if (config.slack && (via === undefined || via === 'files'))
        shown += await deliverFiles({ context, clientOf, apiUrl: config.slack.apiUrl, ...stop });
      return shown;
    },
    close: async () => {
      mailer?.close();
      await sources.close();
      await autotasks.close();
      if (!overrides.database) await database.close();
    },
  };
  const clientOf = config.slack ? createClients(context, config.slack) : async () => undefined;
  return context;
}

function hide(log: Log, credentials: Credentials): void {
  for (const [name, value] of Object.entries(credentials))
    if (/secret|code|key/i.test(name)) log.register(value);
}

type Found = { credentials: Credentials; home: string | null };

/** One adapter a workspace, kept while its credentials stay the same: tokens, zones and budgets live in it. */
class Adapters<Adapter extends { close(): Promise<void> }> {
  readonly #kept = new Map<string, { of: string; adapter: Adapter }>();
  readonly #title: string;
  readonly #make: (workspaceId: string, found: Found) => Adapter;

  constructor(kind: 'prism' | 'autotask', make: (workspaceId: string, found: Found) => Adapter) {
    this.#title = { prism: 'PRISM', autotask: 'Autotask' }[kind];
    this.#make = make;
  }

  async open(workspaceId: string, found: Found | undefined): Promise<Adapter> {
    if (!found) throw notConnected(this.#title);
    const of = JSON.stringify(found.credentials);
    const kept = this.#kept.get(workspaceId);
    if (kept?.of === of) return kept.adapter;
    await kept?.adapter.close();
    const adapter = this.#make(workspaceId, found);
    this.#kept.set(workspaceId, { of, adapter });
    return adapter;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#kept.values()].map(({ adapter }) => adapter.close()));
    this.#kept.clear();
  }
}
