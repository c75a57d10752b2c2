/** What stands in a run's thread: customers with something to read, each held line with its choices, then the others. */
import type { KnownBlock } from '@slack/types';
import type { RunReport } from '../../../plan/tally/reports.ts';
import { actions, button, context, section } from '../parts/blocks.ts';
import { money } from '../parts/money.ts';
import { cutBlocks, MOST_BLOCKS, type Screen } from '../parts/pages.ts';
import { name, plural, thousands } from '../parts/text.ts';
import { customerRows } from './customer-rows.ts';
import { olderRows } from './invoice-rows.ts';
import { apartOf, billsOf, movesOf, showChanges } from './plan-lines.ts';
import { productRows } from './product-rows.ts';
import { planButtons } from './run-buttons.ts';
import { customerName, hasFindings, type RunView, waits } from './run-view.ts';

export { customerRows, holdRow } from './customer-rows.ts';

/** More than this are on the page behind View details. */
const MOST_MESSAGES = 12;
/** So many rows do not fit into them. */
const MOST_ROWS = MOST_MESSAGES * MOST_BLOCKS;

/** In their order; none while nothing is known yet. */
export function runThread(run: RunView): Screen[] {
  const { report, currency } = run;
  const several = report.customers.filter(waits).length > 1;
  const told = report.customers.filter(one => hasFindings(one) || waits(one)).slice(0, MOST_ROWS);
  const all = [
    ...told.flatMap((customer, at) => [
      ...customerRows(customer, currency),
      ...(several && waits(customer)
        ? [actions([...planButtons(customer, at), showChanges(customer, `t${at}`)])]
        : []),
    ]),
    ...olderRows(report),
    ...quietRows(run),
    ...productRows(report.products),
    ...unmappedRows(report, currency),
  ];
  if (all.length === 0) return [];
  const rows = all.slice(0, MOST_ROWS);
  const { of } = cutBlocks(rows, 1);
  const length = Math.min(of, MOST_MESSAGES);
  return Array.from({ length }, (_, at): Screen => {
    const { rows: mine } = cutBlocks(rows, at + 1);
    const more = of > length && at === length - 1;
    const rest = more ? [context('There is more: press View details above.')] : [];
    return {
      title: `Run ${run.number}`,
      blocks: [...mine.flat(), ...rest],
      text: `Details of run ${run.number}${length > 1 ? `, part ${at + 1} of ${length}` : ''}`,
    };
  });
}

/** More of those that went as they should are only counted. */
const MOST_QUIET = 30;

/** Customers with nothing to read: a line for each that was changed, a number for the rest. */
function quietRows({ report, currency }: RunView): KnownBlock[][] {
  const quiet = report.customers.filter(one => !hasFindings(one) && !waits(one));
  const changed = quiet.filter(({ result }) => result === 'Success');
  const same = quiet.filter(({ result }) => result === 'No Change').length;
  const lines = changed
    .slice(0, MOST_QUIET)
    .map(one => [
      context(
        `:white_check_mark: *${name(customerName(one))}*${apartOf(one)} · ${movesOf(one)}${billsOf(one, currency)}`,
      ),
    ]);
  const more = changed.length - lines.length;
  const rest = [
    ...(more > 0 ? [`${thousands(String(more))} more customers synced`] : []),
    ...(same > 0 ? [`${plural(same, 'customer')} already right`] : []),
  ];
  return [...lines, ...(rest.length > 0 ? [[context(rest.join(' · '))]] : [])];
}

/** More are on the page behind Map. */
const MOST_UNMAPPED = 10;

/** Each customer of the invoice that nobody mapped, with its money. */
function unmappedRows({ facts }: RunReport, currency: string | null): KnownBlock[][] {
  const open = facts.others.filter(({ standing, tenantId }) => standing === 'unmapped' && tenantId !== null);
  return open
    .slice(0, MOST_UNMAPPED)
    .map(({ tenantId, label, lines, cost }, at) => [
      section(
        `:grey_question: *${name(label)}* is not mapped · ${plural(lines, 'invoice line')}, ${money(cost, currency)}`,
      ),
      ...actions([
        button('Map', `edit-mapping:${at}`, tenantId ?? ''),
        button('Exclude…', `exclude-customer:${at}`, tenantId ?? ''),
      ]),
    ]);
}
