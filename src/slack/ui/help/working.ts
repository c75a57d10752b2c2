/** Every month. */
import type { Topic } from './topic.ts';

export const WORKING: Record<string, Topic> = {
  month: {
    title: 'A month, step by step',
    about: 'from the invoice to the closed month',
    text: [
      [
        '1. PRISM’s invoice of a usage month comes early in the next one. It is looked for at the daily check, every hour on the first five days of a month, and whenever you press *Sync*.',
        '2. The plan comes into the notification channel: per customer what changes, in units and money.',
        '3. Approve it, or reject it with a reason.',
        '4. Changes are written one by one, each read back.',
        '5. The report accounts for every cent of the invoice. Acknowledge warnings, decide on what is held, press *Retry failed* for what failed.',
        '6. The Home tab’s checklist says when the month is closed. Then invoice from Autotask.',
      ].join('\n'),
    ],
  },
  approval: {
    title: 'Plans and approval',
    about: 'what waits for a person, and why',
    text: [
      [
        'A sync makes a plan, and only what the plan says is written. By default a customer’s first plan waits for approval, and every plan in which',
        '• more than 20 % of the customer’s units move, and at least 10, or its money moves by more than 20 %',
        '• a line goes to zero without a cancellation',
        '• a unit price doubles or halves',
        '• there are more than 25 new lines',
        '• something may be billed twice',
        '• the invoice’s total differs from its lines.',
      ].join('\n'),
      'A plan expires after seven days, or when a newer one replaces it. Before each write the contract is read again: what moved since is skipped, and said.',
      'Operators and admins approve. `/prism settings` can bar people from approving what they asked for themselves, and can let all plans wait, or none.',
    ],
  },
  held: {
    title: 'Held lines',
    about: 'what is not written, and how to go on',
    text: [
      'What the rules do not cover is not guessed: the line is held, with its reason, its money and your choices. `/prism held` lists all. A choice takes effect with the next sync of that customer.',
      [
        '• *Posted*: the days are approved and posted in Autotask and are never written into. Take the next open period, or leave it.',
        '• *Missing from the invoice*: PRISM still lists the subscription as active. Count it as cancelled, or leave it.',
        '• *Product not found*: map it once; it can be remembered.',
        '• *Name taken*: a service of that name is there already. Adopt it, or skip the product.',
        '• *Not known whether it was written*: look at the line in Autotask, then *Check again* or *Mark as done*.',
        '• *Credits*, lines without a subscription, and usage that cannot stand on its line: bill them as contract charges, or leave them (`/prism help charges`).',
      ].join('\n'),
    ],
  },
  charges: {
    title: 'Contract charges',
    about: 'credits, one-offs and annual licences',
    text: [
      'What is not a quantity by the month is never billed by itself. *Bill as contract charge* stands beside it, with its money and contract: credits and lines without a subscription, licences billed annually, usage that Autotask refused on its day, and whole credit notes, one-off and adjustment invoices.',
      [
        '• Pressing it writes nothing. The next sync of the customer plans the charge, and that plan always waits for approval, whatever the policy.',
        '• Cost and retail price are the invoice’s, to the cent, whatever the customer’s pricing strategy. The date is the last day of the invoice’s usage month; the text names the offer, its days and the invoice.',
        '• It goes onto the customer’s contract, or onto the *Contract for charges* that you chose in its mapping: any kind that takes charges, such as Fixed Price.',
        '• Charges are booked under a material code: choose it once in `/prism settings`.',
        '• The same line is charged once: each charge carries its own number (internal purchase order number), by which it is found again. Do not change that number.',
        '• Deleted by hand in Autotask, a charge is made again only if you decide so anew. Changed by hand, it stays as you left it, and the report says so.',
        '• `/prism undo` deletes charges while they are not billed.',
      ].join('\n'),
    ],
  },
  undo: {
    title: 'Undo',
    about: 'taking back what a run wrote',
    text: [
      '`/prism undo <run>`, or *Undo…* on the run, makes a plan of opposites. It always waits for approval and says first what can be taken back and what cannot. Only a customer’s newest run can be undone; a later one in the way is named.',
      [
        '• Units and prices: Autotask keeps adjustments for ever, so each is countered by its opposite on the same day. The bill is as before, the list of adjustments is longer.',
        '• A service that the run put on the contract stays there, with no units.',
        '• Posted periods: what was billed stays billed, and its money is named.',
        '• What somebody changed by hand since stays.',
      ].join('\n'),
      'Afterwards the invoice counts as not applied: sync the customer again when all is right.',
    ],
  },
  alarms: {
    title: 'What you are told without asking',
    about: 'alarms, each once, with the way out',
    text: [
      [
        '• *Invoice late*: from the sixth of the month, while it is not there.',
        '• *No successful check for 26 hours*: PRISM could not be read, so a new invoice would not be seen.',
        '• *Connection lost*: a login is refused or a right is missing; with the steps.',
        '• *Contracts end* within 30 days, or *cannot be billed any more*.',
        '• *Customers not mapped*, with money on the newest invoice.',
        '• *Prices change* with the next month’s price list, for products that customers have: old and new cost and retail, margin, seats.',
      ].join('\n'),
      'Each is one message in the notification channel. It changes while the trouble does, and says so when it is over.',
    ],
  },
  words: {
    title: 'What the words mean',
    about: 'No Change, Success, Warning, Failure and the others',
    text: [
      [
        '*No Change* · nothing to write.',
        '*Success* · everything was written and read back.',
        '*Warning* · written, but something is held or should be read; acknowledge it.',
        '*Failure* · at least one change was not written; the others were.',
        '*Waiting for approval*, *Rejected*, *Expired* · what became of the plan.',
        '*Running* · being worked on.',
      ].join('\n'),
      'A card shows when a sync last succeeded, with nothing failed or held, and the counts of the last one, whatever became of it. *Customers Synced* counts all that were worked on, *Subscriptions Synced* those that were written.',
      'Tie-out: every line of the invoice is in exactly one row (written, already right, to write, held, left out, failed, not mapped), and the rows add up to the invoice.',
    ],
  },
};
