import { oneMapped } from '../mapping/one-mapped.ts';
import { openResume } from '../mapping/open-resume.ts';
import type { CommandEntry } from '../visit.ts';

export const resume: CommandEntry = {
  who: 'operator',
  usage: 'resume [customer]',
  says: 'switch it on again',
  run: async (visit, { text }) =>
    openResume(visit, text === '' ? null : (await oneMapped(visit, text)).tenantId),
};
