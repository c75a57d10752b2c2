/** What can be shown to others afterwards. */
import type { Topic } from './topic.ts';

export const PROOF: Record<string, Topic> = {
  evidence: {
    title: 'Evidence',
    about: 'what a run did, line by line, as files; and that nobody changed the records',
    text: [
      [
        '`/prism export 12` (operators) makes two files of run 12, a CSV for spreadsheets and a JSON for programs:',
        '• every line of its invoices once, also of customers that are not mapped or left out',
        '• where it stands, and why; its contract and service',
        '• each change with what was there before and after, the request as it was sent, Autotask’s answer, and what was read back',
        '• who approved the plan, when, and the Slack message that told of it.',
        'Amounts are the invoice’s own, unrounded; they come to the tie-out of the run. A change that no invoice line asked for has a row of its own, without money.',
      ].join('\n'),
      'The files come where you asked, for everybody there to read; where the app is not in the channel, into your direct messages with it. That takes a minute for a large run. If Slack does not take them, you are told why, and nothing is lost: ask again.',
      'Each entry of the audit holds the hash of the one before it, so that none can be changed, taken out, put in or moved unseen. `/prism audit` > *Check the chain* looks; `npm run verify` on the server also proves that plans are as they were approved. The JSON names the newest entry: keep one, and entries before it cannot be rewritten either without being found out.',
    ],
  },
};
