import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lives, markOfThisProcess, underLock } from '../../db/lock.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'prism-bot-lock-'));
  path = join(folder, 'it.lock');
});
afterEach(() => rm(folder, { recursive: true }));

/** Of a process that has ended. */
async function deadMark(token: string): Promise<string> {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await once(child, 'exit');
  return JSON.stringify({ pid: child.pid, began: '1', token });
}

test('one at a time, whoever waits, and nothing is left behind', async () => {
  let inside = 0;
  const seen = await Promise.all(
    Array.from({ length: 10 }, () =>
      underLock(path, async () => {
        inside += 1;
        await new Promise(setImmediate);
        return inside--;
      }),
    ),
  );
  expect(seen).toEqual(Array(10).fill(1));
  expect(await readdir(folder)).toEqual([]);
});

test('is given back when the work fails', async () => {
  await expect(underLock(path, () => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
  expect(await readdir(folder)).toEqual([]);
});

test('of a process that died is broken once, however many wait for it', async () => {
  await writeFile(path, await deadMark('dead'));
  let inside = 0;
  const seen = await Promise.all(
    Array.from({ length: 10 }, () =>
      underLock(path, async () => {
        inside += 1;
        await new Promise(setImmediate);
        return inside--;
      }),
    ),
  );
  expect(seen).toEqual(Array(10).fill(1));
  expect(await readdir(folder)).toEqual([]);
});

test('a process lives until it ends, and one with its number later is another', async () => {
  const mark = markOfThisProcess();
  expect(lives(mark)).toBe(true);
  expect(lives({ ...mark, token: 'of an earlier process with our number' })).toBe(false);
  expect(lives(JSON.parse(await deadMark('dead')))).toBe(false);
  expect(lives({ pid: process.ppid, began: '1', token: 'later' })).toBe(process.platform !== 'linux');
});
