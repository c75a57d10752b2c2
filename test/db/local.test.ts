import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startLocal } from '../../db/local.ts';
import { runs } from '../../db/lock.ts';
import { openDatabase } from '../../db/open.ts';

const settings = { fsync: 'off' };
let root: string;
let dataDir: string;
const others: ChildProcess[] = [];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'prism-bot-local-'));
  dataDir = join(root, 'data');
});
afterEach(async () => {
  for (const other of others.splice(0)) if (other.exitCode === null) other.kill('SIGKILL');
  const pid = await postmaster();
  if (pid !== undefined && runs(pid)) {
    const last = await startLocal(dataDir);
    await last.stop();
  }
  await rm(root, { recursive: true });
});

async function postmaster(): Promise<number | undefined> {
  try {
    return Number((await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[0]);
  } catch {
    return undefined;
  }
}

async function query(url: string, text: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows[0];
  } finally {
    await client.end();
  }
}

type Said = { url: string; started: boolean; code?: string; message?: string; remedy?: string };
type Other = { process: ChildProcess; said: Promise<Said>; leave(): Promise<void>; kill(): Promise<void> };

/** Another process that uses the server. */
function other({ uid, path }: { uid?: number; path?: string } = {}): Other {
  const args = [
    join(import.meta.dirname, 'local-user.ts'),
    dataDir,
    ...(uid === undefined ? [] : [`${uid}`]),
  ];
  const env = { ...process.env, ...(path !== undefined && { PATH: path }) };
  const child = spawn(process.execPath, args, { env, stdio: ['pipe', 'pipe', 'inherit'] });
  others.push(child);
  const gone = once(child, 'exit');
  return {
    process: child,
    said: once(createInterface(child.stdout), 'line').then(([line]) => JSON.parse(String(line)) as Said),
    leave: async () => {
      child.stdin.end();
      expect(await gone).toEqual([0, null]);
    },
    kill: async () => {
      child.kill('SIGKILL');
      await gone;
    },
  };
}

describe('a local database', () => {
  test('starts, keeps what is written, stops, and starts again at the same address', async () => {
    const first = await startLocal(dataDir, { settings });
    expect(first.started).toBe(true);
    expect(await query(first.url, 'select version() as it')).toEqual({
      it: expect.stringContaining('PostgreSQL 18'),
    });
    await query(first.url, 'create table kept as select 42 as it');
    await first.stop();
    await expect(query(first.url, 'select 1')).rejects.toThrow('ECONNREFUSED');

    const second = await startLocal(dataDir, { settings });
    expect(second.url).toBe(first.url);
    expect(await query(second.url, 'select it from kept')).toEqual({ it: 42 });
    await second.stop();
  });

  test('is for its owner only, listens on this machine only, and wants its password', async () => {
    const server = await startLocal(dataDir, { settings });
    for (const name of ['', 'postgres']) expect((await stat(join(dataDir, name))).mode & 0o077).toBe(0);
    expect((await stat(join(dataDir, 'postgres.json'))).mode & 0o777).toBe(0o600);
    expect(await query(server.url, 'show listen_addresses')).toEqual({ listen_addresses: '127.0.0.1' });
    const url = new URL(server.url);
    url.password = 'another';
    await expect(query(url.href, 'select 1')).rejects.toThrow('password authentication failed');
    await server.stop();
    expect((await readdir(dataDir)).sort()).toEqual(['postgres', 'postgres.json']);
  });

  test('stops with the last who uses it, whoever started it', async () => {
    const starter = other();
    const { url } = await starter.said;
    const joined = await startLocal(dataDir);
    expect(joined).toMatchObject({ url, started: false });
    await starter.leave();
    expect(await query(url, 'select 1 as it')).toEqual({ it: 1 });
    await joined.stop();
    await expect(query(url, 'select 1')).rejects.toThrow('ECONNREFUSED');
    await joined.stop();
  });

  test('outlives a starter that is killed, is joined by the next, and stops with that one', async () => {
    const starter = other();
    const { url, started } = await starter.said;
    expect(started).toBe(true);
    await starter.kill();
    expect(await query(url, 'select 1 as it')).toEqual({ it: 1 });

    const next = await startLocal(dataDir);
    expect(next).toMatchObject({ url, started: false });
    await next.stop();
    await expect(query(url, 'select 1')).rejects.toThrow('ECONNREFUSED');
  });

  test('is one and the same for all who start at one time on an empty folder', async () => {
    const all = Array.from({ length: 4 }, () => other());
    const said = await Promise.all(all.map(one => one.said));
    expect(new Set(said.map(({ url }) => url)).size).toBe(1);
    expect(said.filter(({ started }) => started)).toHaveLength(1);
    await Promise.all(all.map(one => one.leave()));
    await expect(query(said[0]!.url, 'select 1')).rejects.toThrow('ECONNREFUSED');
  });

  test('recovers when the server itself was killed', async () => {
    const server = await startLocal(dataDir, { settings });
    await query(server.url, 'create table kept as select 42 as it');
    const session = new pg.Client({ connectionString: server.url });
    await session.connect();
    const ended = new Promise<unknown>(resolve => session.on('error', resolve));
    process.kill((await postmaster())!, 'SIGKILL');
    await ended;

    const again = await startLocal(dataDir, { settings });
    expect(again.started).toBe(true);
    expect(await query(again.url, 'select it from kept')).toEqual({ it: 42 });
    await again.stop();
    await server.stop();
    await expect(query(again.url, 'select 1')).rejects.toThrow('ECONNREFUSED');
  });

  test('starts over a pid file whose number another program has now', async () => {
    const server = await startLocal(dataDir, { settings });
    const file = join(dataDir, 'postgres', 'postmaster.pid');
    const text = await readFile(file, 'utf8');
    await server.stop();
    await writeFile(file, text.replace(/^\d+/, String(process.pid)), { mode: 0o600 });

    const again = await startLocal(dataDir, { settings });
    expect(again.started).toBe(true);
    await again.stop();
  });

  test('takes another port when its own was taken meanwhile', async () => {
    const server = await startLocal(dataDir, { settings });
    await server.stop();
    const holder = (await import('node:net')).createServer();
    holder.listen(Number(new URL(server.url).port), '127.0.0.1');
    await once(holder, 'listening');

    const again = await startLocal(dataDir, { settings });
    expect(await query(again.url, 'select 1 as it')).toEqual({ it: 1 });
    expect(again.url).not.toBe(server.url);
    await again.stop();
    holder.close();
  });

  test('is set up anew when a first start was broken off halfway', async () => {
    await mkdir(join(dataDir, 'postgres.new', 'base'), { recursive: true });
    const server = await startLocal(dataDir, { settings });
    expect(await query(server.url, 'select 1 as it')).toEqual({ it: 1 });
    await server.stop();
  });

  test('that will not start says why', async () => {
    const server = await startLocal(dataDir, { settings });
    await server.stop();
    await expect(startLocal(dataDir, { settings: { max_connections: 'many' } })).rejects.toMatchObject({
      code: 'local-database-failed',
      words: expect.stringContaining('invalid value for parameter "max_connections"'),
    });
  });

  test('is opened with all tables, and closed with its server', async () => {
    const { db, url, close } = await openDatabase({ databaseUrl: null, dataDir });
    expect(await db.selectFrom('runs').selectAll().execute()).toEqual([]);
    await close();
    await expect(query(url, 'select 1')).rejects.toThrow('ECONNREFUSED');
  });

  test('is not there for every platform', async () => {
    await expect(startLocal(dataDir, { platform: 'sunos-x64' })).rejects.toMatchObject({
      code: 'no-local-database',
      message: 'No PostgreSQL comes along for this platform (sunos-x64).',
      remedy: expect.stringContaining('DATABASE_URL'),
    });
  });
});

/** The unprivileged account of most systems. */
const NOBODY = 65_534;

describe.runIf(process.getuid?.() === 0)('started by root', () => {
  /** Without the programs of the system, so that no user namespace can be made. */
  const bare = async (): Promise<string> => {
    const path = join(root, 'bin');
    await mkdir(path);
    return path;
  };

  test('runs below a folder that only root may enter', async () => {
    expect((await stat(root)).mode & 0o777).toBe(0o700);
    const server = await startLocal(dataDir, { settings });
    expect(await query(server.url, 'select 1 as it')).toEqual({ it: 1 });
    await server.stop();
  });

  test('runs as a lesser user where no user namespace can be made', async () => {
    await chmod(root, 0o755);
    const server = other({ path: await bare() });
    const { url } = await server.said;
    expect(await query(url, 'select 1 as it')).toEqual({ it: 1 });
    expect((await stat(join(dataDir, 'postgres'))).uid).not.toBe(0);
    expect((await stat(join(dataDir, 'postgres.json'))).uid).toBe(0);
    await server.leave();

    const again = await startLocal(dataDir, { settings });
    expect(await query(again.url, 'select 1 as it')).toEqual({ it: 1 });
    await again.stop();
  });

  test('says what to do where no lesser user gets through', async () => {
    expect(await other({ path: await bare() }).said).toMatchObject({
      code: 'no-local-database',
      remedy: expect.stringContaining('DATABASE_URL'),
    });
  });

  test('and later by an ordinary user: says whose it is', async () => {
    await chmod(root, 0o755);
    const server = await startLocal(dataDir, { settings });
    await server.stop();
    const refused = { code: 'local-database-foreign', remedy: expect.stringContaining('DATABASE_URL') };
    expect(await other({ uid: NOBODY }).said).toMatchObject(refused);
    await chmod(dataDir, 0o755);
    expect(await other({ uid: NOBODY }).said).toMatchObject(refused);
    await chown(dataDir, NOBODY, NOBODY);
    expect(await other({ uid: NOBODY }).said).toMatchObject(refused);
  });
});

test.runIf(process.getuid?.() === 0)('an ordinary user starts it, and root after that', async () => {
  await chmod(root, 0o755);
  await mkdir(dataDir, { mode: 0o700 });
  await chown(dataDir, NOBODY, NOBODY);
  const server = other({ uid: NOBODY });
  const { url, started } = await server.said;
  expect(started).toBe(true);
  await server.leave();

  const again = await startLocal(dataDir, { settings });
  expect(again).toMatchObject({ url, started: true });
  await again.stop();
});
