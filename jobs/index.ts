/** The timetable: which job runs when, each in a thread of its own. Resident ones are brought back when they die. */
import type { Config } from '../src/config.ts';

export type Job = {
  /** What the thread is called; several of one file are numbered. */
  name: string;
  /** In this folder. */
  file: string;
  /** Started at once and kept running, or every so often. */
  when: 'resident' | { every: string };
};

export const timetable = ({ workers }: Pick<Config, 'workers'>): Job[] => [
  ...Array.from(
    { length: workers },
    (_, at): Job => ({ name: `work-${at + 1}`, file: 'work.ts', when: 'resident' }),
  ),
  { name: 'deliver-outbox', file: 'deliver-outbox.ts', when: 'resident' },
  { name: 'sweep', file: 'sweep.ts', when: { every: '10m' } },
  { name: 'expire-plans', file: 'expire-plans.ts', when: { every: '15m' } },
  { name: 'housekeeping', file: 'housekeeping.ts', when: { every: '5m' } },
];
