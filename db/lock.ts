import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { UserError } from '../src/errors.ts';

/** A process, told apart from a later one that was given the same number. */
export type ProcessMark = {
  pid: number;
  /** When it began, in the kernel's own count; empty where that cannot be read. */
  began: string;
  /** Of one use: a process may use a thing twice. */
  token: string;
};

const ours = new Set<string>();

export function markOfThisProcess(): ProcessMark {
  const mark = { pid: process.pid, began: stateOf(process.pid)?.began ?? '', token: randomUUID() };
  ours.add(mark.token);
  return mark;
}

export function lives(mark: ProcessMark): boolean {
  if (mark.pid === process.pid) return ours.has(mark.token);
  const state = stateOf(mark.pid);
  if (state) return state.letter !== 'Z' && (mark.began === '' || state.began === mark.began);
  return isSignalled(mark.pid);
}

/** True for a process that runs; one that ended and was never waited for by its parent does not. */
export function runs(pid: number): boolean {
  const state = stateOf(pid);
  return state ? state.letter !== 'Z' : isSignalled(pid);
}

function isSignalled(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}

/** Linux tells; elsewhere, and for a process that is gone, undefined. */
function stateOf(pid: number): { letter: string; began: string } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { letter: fields[0] ?? '', began: fields[19] ?? '' };
  } catch {
    return undefined;
  }
}

const STEP_MS = 20;
const LONGEST_MS = 90_000;

/**
 * Runs `work` while no other process does so under the same lock file. A lock whose holder died is taken over: who
 * breaks it is settled by a second file named for that very holder, so that no one removes a lock that was taken since.
 * @throws UserError `lock-held` after 90 s
 */
export async function underLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  const mine = markOfThisProcess();
  const draft = `${path}.${mine.token}`;
  await writeFile(draft, JSON.stringify(mine), { mode: 0o600, flag: 'wx' });
  try {
    await take(path, draft);
  } finally {
    await rm(draft, { force: true });
  }
  try {
    return await work();
  } finally {
    ours.delete(mine.token);
    await rm(path, { force: true });
  }
}

async function take(path: string, draft: string): Promise<void> {
  for (let waited = 0; waited < LONGEST_MS; waited += STEP_MS) {
    if (await madeLink(draft, path)) return;
    const holder = await readHolder(path);
    if (holder && !lives(holder) && (await broken(path, draft, holder))) continue;
    await wait(STEP_MS);
  }
  throw new UserError('Another start of PRISM Bot holds the data folder and does not finish.', {
    code: 'lock-held',
    remedy: `If no other one is starting, remove ${path} and start again.`,
  });
}

async function broken(path: string, draft: string, dead: ProcessMark): Promise<boolean> {
  const right = `${path}.breaks-${dead.token}`;
  if (!(await madeLink(draft, right))) return false;
  try {
    const still = await readHolder(path);
    if (still?.token === dead.token) await rm(path, { force: true });
    return true;
  } finally {
    await rm(right, { force: true });
  }
}

async function madeLink(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

async function readHolder(path: string): Promise<ProcessMark | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as ProcessMark;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

export const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;
