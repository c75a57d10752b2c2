import { say } from '../answers.ts';
import { askForEvidence } from '../ask-for-evidence.ts';
import { typedRun } from '../find-run.ts';
import type { CommandEntry } from '../visit.ts';

export const exportRun: CommandEntry = {
  who: 'operator',
  usage: 'export <run>',
  says: 'the evidence of one run: every invoice line with what became of it, as CSV and JSON',
  run: async (visit, { text }) => {
    const { number } = await typedRun(visit, text, '/prism export 12');
    await askForEvidence(visit, number);
    await say(visit, {
      kind: 'done',
      says: `The evidence of run ${number} is being made, as CSV and JSON.`,
      remedy: 'It comes here; where the app is not in the channel, into your direct messages with it.',
    });
  },
};
