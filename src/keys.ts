import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from './config.ts';

const FILE = 'encryption.keys';

/**
 * ENCRYPTION_KEYS, or those kept under DATA_DIR, made there once and readable by their owner only. Several processes
 * may start at one time: the file appears complete under its name or not at all, and the first one wins.
 */
export async function encryptionKeys({
  encryptionKeys: given,
  dataDir,
}: Pick<Config, 'encryptionKeys' | 'dataDir'>): Promise<string> {
  if (given !== null) return given;
  const path = join(dataDir, FILE);
  return (await readIfThere(path)) ?? (await make(dataDir, path));
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
    return undefined;
  }
}

async function make(dataDir: string, path: string): Promise<string> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const draft = `${path}.${process.pid}-${randomBytes(6).toString('hex')}`;
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(`k1:${randomBytes(32).toString('base64')}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    await link(draft, path);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  } finally {
    await unlink(draft);
  }
  return (await readFile(path, 'utf8')).trim();
}

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;
