/**
 * A private PostgreSQL under the data folder, for starts without DATABASE_URL. It listens on 127.0.0.1 only, with a
 * password of its own, and stops with the last process that uses it; one that died without a word does not count.
 *
 * `<dataDir>/postgres/` holds the server's files · `postgres.json` (0600) its password, port and users ·
 * `postgres.lock` the lock under which it is started and stopped · `postgres.log` what it says.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { UserError } from '../src/errors.ts';
import { hasCode, lives, markOfThisProcess, type ProcessMark, runs, underLock } from './lock.ts';
import { findPrograms, foreign, type Programs } from './postgres-programs.ts';

export type LocalOptions = {
  /** For tests: as the packages call it, e.g. `linux-x64`. */
  platform?: string;
  /** Server settings of this start, e.g. `{ fsync: 'off' }` for a server that is thrown away. */
  settings?: Record<string, string>;
};

export type LocalServer = {
  url: string;
  /** False: it ran already. */
  started: boolean;
  /** Leaves the server; who leaves last stops it. */
  stop(): Promise<void>;
};

type Remembered = { password: string; port: number | null; users: ProcessMark[] };
type Place = { data: string; memory: string; lock: string; log: string };

/**
 * Starts the server, or joins the one that runs.
 * @throws UserError `no-local-database`, `local-database-foreign`, `local-database-failed` or `lock-held`
 */
export async function startLocal(dataDir: string, options: LocalOptions = {}): Promise<LocalServer> {
  const place = placeIn(resolve(dataDir));
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    const programs = await findPrograms(place.data, options.platform);
    const me = markOfThisProcess();
    return await underLock(place.lock, async () => {
      const remembered = await remember(place);
      await makeCluster(place, programs, remembered.password, options.settings?.fsync !== 'off');
      const started = !(await isUp(place, remembered));
      if (started) await start(place, programs, remembered, options.settings ?? {});
      remembered.users = [...remembered.users.filter(lives), me];
      await save(place, remembered);
      return { url: urlOf(remembered), started, stop: () => leave(place, programs, me) };
    });
  } catch (error) {
    if (hasCode(error, 'EACCES') || hasCode(error, 'EPERM')) {
      throw foreign(place.data, error instanceof Error ? error.message : '', error);
    }
    throw error;
  }
}

const placeIn = (dataDir: string): Place => ({
  data: join(dataDir, 'postgres'),
  memory: join(dataDir, 'postgres.json'),
  lock: join(dataDir, 'postgres.lock'),
  log: join(dataDir, 'postgres', 'server.log'),
});

const urlOf = ({ password, port }: Remembered): string =>
  `postgres://app:${password}@127.0.0.1:${port}/postgres`;

async function leave(place: Place, programs: Programs, me: ProcessMark): Promise<void> {
  await underLock(place.lock, async () => {
    const remembered = await remember(place);
    const mine = remembered.users.some(user => user.token === me.token);
    remembered.users = remembered.users.filter(user => user.token !== me.token && lives(user));
    await save(place, remembered);
    if (!mine || remembered.users.length > 0) return;
    const { ok, words } = await programs.run('pg_ctl', [
      'stop',
      '-m',
      'fast',
      '-w',
      '-t',
      '60',
      '-D',
      place.data,
    ]);
    if (!ok && (await readPostmaster(place))) throw failed('did not stop', words);
  });
}

/** The password is on disk before the server's files are, so that there are none without one. */
async function remember(place: Place): Promise<Remembered> {
  try {
    return JSON.parse(await readFile(place.memory, 'utf8')) as Remembered;
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
  const fresh = { password: randomBytes(24).toString('base64url'), port: null, users: [] };
  await save(place, fresh);
  return fresh;
}

async function save(place: Place, remembered: Remembered): Promise<void> {
  const draft = `${place.memory}.new`;
  await writeFile(draft, JSON.stringify(remembered), { mode: 0o600 });
  await rename(draft, place.memory);
}

/** Complete under its name or not at all. */
async function makeCluster(
  { data }: Place,
  programs: Programs,
  password: string,
  lasting: boolean,
): Promise<void> {
  if (await isThere(data)) return;
  const draft = `${data}.new`;
  const secret = join(draft, '..', 'postgres.password');
  await rm(draft, { recursive: true, force: true });
  await programs.makeFolder(draft);
  await writeFile(secret, password, { mode: 0o600 });
  try {
    await programs.giveFile(secret);
    const access = ['-U', 'app', '-A', 'scram-sha-256', `--pwfile=${secret}`];
    const text = ['-E', 'UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'];
    const listening = ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='];
    const args = [
      '-D',
      draft,
      ...access,
      ...text,
      ...listening,
      '--no-instructions',
      ...(lasting ? [] : ['--no-sync']),
    ];
    const { ok, words } = await programs.run('initdb', args);
    if (!ok) throw failed('could not be set up', words);
  } finally {
    await rm(secret, { force: true });
  }
  await rename(draft, data);
}

async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false;
    throw error;
  }
}

const TRIES = 3;

async function start(
  place: Place,
  programs: Programs,
  remembered: Remembered,
  settings: Record<string, string>,
): Promise<void> {
  const extra = Object.entries(settings).map(([name, value]) => ` -c ${name}=${value}`);
  for (let tries = 1; ; tries++) {
    if (tries > 1 || remembered.port === null) remembered.port = await freePort();
    await save(place, remembered);
    const how = ['-o', `-p ${remembered.port}${extra.join('')}`, '-l', place.log];
    const { ok, words } = await programs.run('pg_ctl', ['start', '-w', '-t', '60', '-D', place.data, ...how]);
    if (ok) return;
    if (tries === TRIES) throw failed('did not start', `${words}\n${await lastOf(place.log)}`);
  }
}

/** Up and ours. One that comes up or recovers is waited for; what a dead one left behind is removed. */
async function isUp(place: Place, remembered: Remembered): Promise<boolean> {
  for (let tries = 0; tries < 600; tries++) {
    const postmaster = await readPostmaster(place);
    if (!postmaster) {
      await rm(join(place.data, 'postmaster.pid'), { force: true });
      return false;
    }
    if (postmaster.port !== null) {
      remembered.port = postmaster.port;
      if (await answers(urlOf(remembered))) return true;
    }
    await wait(100);
  }
  throw failed('runs but does not answer', await lastOf(place.log));
}

/** As its own file tells; undefined when no such process runs. */
async function readPostmaster({ data }: Place): Promise<{ port: number | null } | undefined> {
  try {
    const [pid = '', , , port = ''] = (await readFile(join(data, 'postmaster.pid'), 'utf8')).split('\n');
    if (!runs(Number(pid)) || !(await isPostgres(Number(pid)))) return undefined;
    return { port: Number(port) || null };
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** After a restart of the machine another process may have its number. Where that cannot be told, it is believed. */
async function isPostgres(pid: number): Promise<boolean> {
  try {
    return (await readFile(`/proc/${pid}/comm`, 'utf8')).startsWith('postgres');
  } catch {
    return true;
  }
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  client.on('error', () => {});
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end();
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  const { promise, resolve: listening, reject } = Promise.withResolvers<void>();
  server.once('error', reject).listen(0, '127.0.0.1', listening);
  await promise;
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

async function lastOf(log: string): Promise<string> {
  return (await readFile(log, 'utf8').catch(() => '')).split('\n').slice(-12).join('\n');
}

const failed = (what: string, words: string): UserError =>
  new UserError(`The local PostgreSQL ${what}.`, {
    code: 'local-database-failed',
    remedy: 'See its words below, or set DATABASE_URL to a PostgreSQL server to use instead.',
    words: words.trim(),
  });
