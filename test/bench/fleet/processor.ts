import { readdir, readFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';

/** Processor time that anybody used on this machine since it started, in milliseconds. */
export const machineMs = (): number =>
  cpus().reduce((all, { times: { user, nice, sys, irq } }) => all + user + nice + sys + irq, 0);

export const ownMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** What `/proc` counts in. */
const TICK_MS = 10;

/** Processor time of PostgreSQL with all its sessions, those that ended among them; NaN where there is no `/proc`. */
export async function postgresMs(dataDir: string): Promise<number> {
  try {
    const [pid = ''] = (await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')).split('\n');
    const processes = (await readdir('/proc')).filter(name => /^\d+$/.test(name));
    const stats = await Promise.all(processes.map(one => statOf(one)));
    const own = stats.find(one => one?.pid === pid);
    if (!own) return Number.NaN;
    const sessions = stats.filter(one => one?.parent === pid);
    return own.ms + own.endedMs + sessions.reduce((all, one) => all + (one?.ms ?? 0), 0);
  } catch {
    return Number.NaN;
  }
}

async function statOf(pid: string) {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The name before may hold blanks.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  if (fields.length < 15) return undefined;
  const ms = (from: number): number => (Number(fields[from]) + Number(fields[from + 1])) * TICK_MS;
  return { pid, parent: fields[1], ms: ms(11), endedMs: ms(13) };
}
