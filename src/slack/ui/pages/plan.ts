/** What a sync would do or did for one customer, complete, in words and money. */
import type { KnownBlock } from '@slack/types';
import { monthInWords } from '../../../plan/numbers/calendar.ts';
import type { CustomerReport } from '../../../plan/tally/reports.ts';
import { apartOf, billOf, billsOf, mention, movesOf } from '../messages/run-message.ts';
import { customerRows } from '../messages/run-thread.ts';
import { customerName, type RunView, waits } from '../messages/run-view.ts';
import { actions, button, context, divider, section } from '../parts/blocks.ts';
import { cutBlocks, type PageState, pager, type Screen, serialize } from '../parts/pages.ts';
import { instant, name, plural } from '../parts/text.ts';
import { tieOutTable } from '../parts/tie-out.ts';

export type May = { decide: boolean };

export function planScreen(
  run: RunView,
  customer: CustomerReport,
  state: PageState,
  { decide }: May,
): Screen {
  const { planId, invoice, asks } = customer;
  const rows: KnownBlock[][] = [
    ...customerRows(customer, run.currency, { all: true }),
    [section(`*Where every cent of its lines goes*\n${tieOutTable(customer.tie, run.currency)}`)],
  ];
  const page = cutBlocks(rows, state.at ?? 1, { characters: 7_500 });
  const open = waits(customer) || customer.shadow || isPreview(run, customer);
  const why =
    open && asks.length > 0
      ? [section(`:raised_hand: *Approval is needed:* ${asks.map(ask => name(ask, 300)).join('; ')}`)]
      : [];
  const shown = decide ? page.rows.flat() : page.rows.flat().filter(({ type }) => type !== 'actions');
  return {
    title: 'Plan',
    text: `A plan of run ${run.number}`,
    blocks: [
      section(
        `*${name(customerName(customer), 200)}*${apartOf(customer)} · ${monthInWords(invoice.month)} · ${movesOf(customer)}${customer.apart ? '' : `\nBills ${billOf(customer, run.currency)} in this usage month`}`,
      ),
      ...(page.at === 1 ? why : []),
      ...shown,
      ...pager(state, page, 'parts'),
      divider,
      ...decision(run, customer, { decide }),
      context(
        `Invoice ${name(invoice.number ?? invoice.id)} · run ${run.number} · plan ${planId.slice(0, 8)}`,
      ),
    ],
  };
}

const isPreview = ({ decided }: RunView, { planId }: CustomerReport): boolean =>
  decided.some(one => one.planId === planId && one.state === 'preview');

function decision(run: RunView, customer: CustomerReport, { decide }: May): KnownBlock[] {
  const { planId, checksum } = customer;
  const head = run.decided.find(one => one.planId === planId);
  if (head?.state === 'preview') {
    return [context('A preview: nothing was written, and nothing of it will be.')];
  }
  if (customer.shadow) return [context('Shadow mode: nothing is written for this customer.')];
  if (waits(customer)) {
    return decide
      ? actions([
          button('Approve plan', 'approve-plan', `${planId}|${checksum}`, { style: 'primary' }),
          button('Reject…', 'reject-plan', `${planId}|${checksum}`),
        ])
      : [context('It waits for an operator’s approval.')];
  }
  if (!head?.by) return [context(`This plan is ${head?.state ?? 'gone'}.`)];
  const by = head.by === 'policy' ? 'the approval policy' : mention(head.by);
  const when = head.at ? ` ${instant(head.at)}` : '';
  const why = head.reason ? `: “${name(head.reason, 300)}”` : '';
  return [context(`${head.state === 'rejected' ? 'Rejected' : 'Approved'} by ${by}${when}${why}`)];
}

/** The plans of a run, a line each. */
export function planListScreen(run: RunView, state: PageState, { decide }: May): Screen {
  const { report, currency, number } = run;
  const waiting = report.customers.filter(waits);
  const rows = report.customers.map((customer, at): KnownBlock[] => [
    section(
      `*${name(customerName(customer), 200)}*${apartOf(customer)} · ${customer.shadow ? 'shadow mode' : customer.result}\n${movesOf(customer)}${billsOf(customer, currency)}`,
      button('Show changes', `open-page:${at}`, serialize({ page: 'plan', plan: customer.planId })),
    ),
  ]);
  const page = cutBlocks(rows, state.at ?? 1, { blocks: 20 });
  return {
    title: 'Plans',
    text: `${plural(rows.length, 'plan')} of run ${number}`,
    blocks: [
      section(`*Run ${number}* · ${plural(rows.length, 'customer')}, ${waiting.length} waiting for approval`),
      ...(rows.length === 0 ? [section('There is no plan in this run.')] : page.rows.flat()),
      ...pager(state, page, 'customers'),
      ...(decide && waiting.length > 1
        ? actions([
            button(`Approve all ${waiting.length}`, 'approve-plan', `run:${number}`, {
              style: 'primary',
              confirm: {
                title: 'Approve all plans?',
                text: `${plural(waiting.length, 'customer')} are written to Autotask as shown.`,
                yes: 'Approve all',
              },
            }),
          ])
        : []),
    ],
  };
}
