import type { Button } from '@slack/types';
import type { CustomerReport } from '../../../plan/tally/reports.ts';
import { button } from '../parts/blocks.ts';
import { serialize } from '../parts/pages.ts';
import { plural } from '../parts/text.ts';
import { billOfAll } from './plan-lines.ts';
import { remedyButtons } from './problems.ts';
import { type RunView, waits } from './run-view.ts';

/** What can be done about a run, as it stands. */
export function runButtons(run: RunView): Button[] {
  const { number, kind, state, report, acknowledged, retriedAs } = run;
  const details = button('View details', 'open-page:details', serialize({ page: 'run', run: number }));
  switch (state) {
    case 'requested':
    case 'planning':
      return [details];
    case 'proposed':
      return [...decisionButtons(run), details];
    case 'approved':
    case 'applying':
      return [...(kind === 'customers' ? [button('Pause', 'pause')] : []), details];
    default:
      return [
        ...(report.result === 'Failure' && retriedAs === null
          ? [button('Retry failed', 'retry-failed', String(number), { style: 'primary' })]
          : []),
        details,
        ...(report.result === 'Warning' && acknowledged === null
          ? [button('Acknowledge', 'acknowledge', String(number))]
          : []),
        ...remedyButtons(run),
      ];
  }
}

function decisionButtons({ number, report, currency }: RunView): Button[] {
  const waiting = report.customers.filter(waits);
  const [one] = waiting;
  if (!one) return [];
  if (waiting.length === 1) return planButtons(one, 'one');
  return [
    button(`Approve all ${waiting.length}`, 'approve-plan:all', `run:${number}`, {
      style: 'primary',
      confirm: {
        title: 'Approve all plans?',
        text: `${plural(waiting.length, 'customer')} will be written to Autotask as shown; together they are billed ${billOfAll(waiting, currency)}.`,
        yes: 'Approve all',
      },
    }),
  ];
}

export const planButtons = ({ planId, checksum }: CustomerReport, nth: number | string): Button[] => [
  button('Approve plan', `approve-plan:${nth}`, `${planId}|${checksum}`, { style: 'primary' }),
  button('Reject…', `reject-plan:${nth}`, `${planId}|${checksum}`),
];
