/** The timetable: which job runs when, each in a thread of its own. Resident ones are brought back when they die. */
import path from 'node:path';
import type { Config } from '../src/config.ts';

export type Job = {
  /** What the thread is called; several of one file are numbered. */
  name: string;
  path: string;
  /**
   * Started at once and kept running; or soon after the start, because something may have become due while nobody was
   * there, and every so often from then on. One after the other, so that a start is not slow.
   */
  when: 'resident' | { first: string; every: string };
};

const here = (file: string): string => path.join(import.meta.dirname, file);

export const timetable = ({ workers }: Pick<Config, 'workers'>): Job[] => [
  ...Array.from(
    { length: workers },
    (_, at): Job => ({ name: `work-${at + 1}`, path: here('work.ts'), when: 'resident' }),
  ),
  { name: 'deliver-outbox', path: here('deliver-outbox.ts'), when: 'resident' },
  { name: 'check-invoices', path: here('check-invoices.ts'), when: { first: '3s', every: '1m' } },
  { name: 'sweep', path: here('sweep.ts'), when: { first: '10s', every: '10m' } },
  { name: 'refresh-names', path: here('refresh-names.ts'), when: { first: '15s', every: '15m' } },
  { name: 'probe-connections', path: here('probe-connections.ts'), when: { first: '20s', every: '15m' } },
  { name: 'look-out', path: here('look-out.ts'), when: { first: '30s', every: '5m' } },
  { name: 'expire-plans', path: here('expire-plans.ts'), when: { first: '40s', every: '15m' } },
  { name: 'housekeeping', path: here('housekeeping.ts'), when: { first: '50s', every: '5m' } },
  { name: 'reseal', path: here('reseal.ts'), when: { first: '60s', every: '15m' } },
];
