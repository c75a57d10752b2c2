/** Which PRISM customer is billed on which contract, and what is still to be mapped. */
import type { KnownBlock, PlainTextOption } from '@slack/types';
import { type Month, monthInWords } from '../../../plan/numbers/calendar.ts';
import { compare, type Decimal, roundTo, sum } from '../../../plan/numbers/decimal.ts';
import { actions, button, context, input, option, plain, section } from '../parts/blocks.ts';
import { money } from '../parts/money.ts';
import { cut, type PageState, pager, type Screen, weight } from '../parts/pages.ts';
import { bold, instant, name, plural } from '../parts/text.ts';

export type CustomerRow = {
  tenantId: string;
  customerName: string;
  domain: string | null;
  companyName: string | null;
  contractName: string | null;
  /** The newest invoice that was read, and the supplier cost of this customer on it. */
  invoice: { month: Month; number: string | null; cost: Decimal; currency: string | null } | null;
  sync: 'On' | 'Off' | 'Shadow' | 'Left out' | 'Not mapped';
  excludedBecause: string | null;
};

export type CustomerList = {
  rows: readonly CustomerRow[];
  /** The switch for all customers. */
  syncOn: boolean;
  names: { readAt: Date | null; wanted: boolean; problem: string | null };
};

/** Columns that the list can be sorted by; `todo` at first. */
const SORTS: Record<string, { says: string; by: (a: CustomerRow, b: CustomerRow) => number }> = {
  todo: {
    says: 'Not mapped, most money first',
    by: (a, b) =>
      Number(b.sync === 'Not mapped') - Number(a.sync === 'Not mapped') ||
      compare(b.invoice?.cost ?? '0', a.invoice?.cost ?? '0'),
  },
  customer: { says: 'PRISM Customer Name', by: () => 0 },
  tenant: { says: 'Tenant', by: (a, b) => text(a.domain, b.domain) },
  company: { says: 'Company', by: (a, b) => text(a.companyName, b.companyName) },
  contract: { says: 'Contract', by: (a, b) => text(a.contractName, b.contractName) },
  invoice: {
    says: 'Invoice',
    by: (a, b) =>
      (b.invoice?.month ?? '').localeCompare(a.invoice?.month ?? '') ||
      compare(b.invoice?.cost ?? '0', a.invoice?.cost ?? '0'),
  },
  sync: { says: 'Sync', by: (a, b) => text(a.sync, b.sync) },
};

/** What is not there comes last. */
function text(a: string | null, b: string | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return collator.compare(a, b);
}
const collator = new Intl.Collator('en', { sensitivity: 'base', numeric: true });

export function mapScreen(list: CustomerList, state: PageState): Screen {
  const sort = SORTS[state.sort ?? 'todo'] ?? SORTS.todo!;
  const rows = list.rows
    .filter(fits(state.filter ?? ''))
    .toSorted((a, b) => sort.by(a, b) || collator.compare(a.customerName, b.customerName));
  const page = cut(rows, state.at ?? 1, ROWS);
  return {
    title: 'Customers',
    text: `${plural(list.rows.length, 'customer')}, ${notMapped(list.rows).length} not mapped`,
    blocks: [
      ...headBlocks(list),
      ...(list.rows.length === 0 ? [] : searchBlocks(state.filter ?? '', sort)),
      ...fitting(page.rows),
      ...(rows.length === 0 ? [section(nothing(list, state.filter ?? ''))] : []),
      ...pager(state, page, 'customers'),
    ],
  };
}

const ROWS = 10;
const ROOM = 7_500;
const NAME_LENGTHS = [120, 40, 10];

/** Names are given as much room as there is; the shortest always fit. */
function fitting(rows: readonly CustomerRow[]): KnownBlock[] {
  const tries = NAME_LENGTHS.map(most => rows.flatMap(row => rowBlocks(row, most)));
  return tries.find(blocks => weight(blocks) <= ROOM) ?? tries.at(-1)!;
}

const notMapped = (rows: readonly CustomerRow[]) => rows.filter(one => one.sync === 'Not mapped');

function headBlocks({ rows, syncOn, names }: CustomerList): KnownBlock[] {
  const count = (sync: CustomerRow['sync']): number => rows.filter(one => one.sync === sync).length;
  const open = notMapped(rows).flatMap(({ invoice }) => invoice ?? []);
  const currencies = new Set(open.map(one => one.currency));
  const openMoney = [...currencies]
    .map(
      currency => [currency, sum(open.flatMap(one => (one.currency === currency ? one.cost : [])))] as const,
    )
    .map(([currency, total]) => money(roundTo(total, 2), currency))
    .join(' + ');
  const says = [
    bold(plural(rows.length, 'customer')),
    `${count('Not mapped')} not mapped${open.length > 0 ? `, with ${openMoney} on the newest invoice` : ''}`,
    ...(count('Left out') > 0 ? [`${count('Left out')} left out`] : []),
  ];
  return [
    section(says.join(' · '), button('Refresh names', 'refresh-names')),
    context(namesSay(names)),
    ...(syncOn ? [] : [section('Syncing is paused for all customers.', button('Resume…', 'resume'))]),
  ];
}

function namesSay({ readAt, wanted, problem }: CustomerList['names']): string {
  const last = readAt === null ? 'Names were never read.' : `Names were read ${instant(readAt)}.`;
  if (wanted) return `${last} They are being read again now.`;
  return problem === null ? last : `${last} The last try failed: ${name(problem, 400)}`;
}

function searchBlocks(filter: string, sort: { says: string }): KnownBlock[] {
  const choices: [string, PlainTextOption][] = Object.entries(SORTS).map(([id, { says }]) => [
    says,
    option(`Sorted by: ${says}`, id),
  ]);
  const [, chosen] = choices.find(([says]) => says === sort.says)!;
  return [
    input(
      'Filter',
      'filter',
      {
        type: 'plain_text_input',
        action_id: 'filter-page',
        max_length: 150,
        placeholder: plain('Part of a name, tenant, company or contract; press Enter'),
        dispatch_action_config: { trigger_actions_on: ['on_enter_pressed'] },
        ...(filter ? { initial_value: filter } : {}),
      },
      { optional: true, dispatch: true },
    ),
    ...actions([
      {
        type: 'static_select',
        action_id: 'filter-page:sort',
        options: choices.map(([, one]) => one),
        initial_option: chosen,
      },
    ]),
  ];
}

const fits = (filter: string) => {
  const wanted = filter.trim().toLowerCase();
  return ({ customerName, domain, tenantId, companyName, contractName }: CustomerRow): boolean =>
    [customerName, domain, tenantId, companyName, contractName].some(one =>
      one?.toLowerCase().includes(wanted),
    );
};

function nothing({ rows, names }: CustomerList, filter: string): string {
  if (rows.length > 0) return `No customer fits “${name(filter)}”.`;
  if (names.wanted) return 'PRISM’s customers are being read. Open this list again in a moment.';
  return 'No customer is known yet. Connect PRISM, then press *Refresh names*.';
}

function rowBlocks(row: CustomerRow, most: number): KnownBlock[] {
  const short = (given: string | null): string => (given === null ? '–' : name(given, most));
  const { tenantId, customerName, domain, companyName, contractName, invoice, sync, excludedBecause } = row;
  const shown = invoice
    ? [monthInWords(invoice.month), invoice.number, money(roundTo(invoice.cost, 2), invoice.currency)]
    : [];
  const billed = shown.flatMap(one => one ?? []).map(short);
  const lines = [
    [bold(short(customerName)), domain === null ? 'no tenant domain' : short(domain)],
    [`Company: ${short(companyName)}`, `Contract: ${short(contractName)}`],
    [
      `Invoice: ${billed.length === 0 ? '–' : billed.join(' · ')}`,
      `Sync: ${bold(sync)}${excludedBecause ? `: ${short(excludedBecause)}` : ''}`,
    ],
  ];
  return [
    section(lines.map(line => line.join(' · ')).join('\n'), button('Edit', 'edit-mapping', tenantId)),
    ...(sync === 'Not mapped' ? actions([button('Exclude…', 'exclude-customer', tenantId)]) : []),
    ...(sync === 'Left out' ? actions([button('Take in again', 'include-customer', tenantId)]) : []),
  ];
}
