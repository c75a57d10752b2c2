/** What was not written, why, its money, and what may be chosen. */
import type { KnownBlock } from '@slack/types';
import { monthInWords } from '../../../plan/numbers/calendar.ts';
import { sum } from '../../../plan/numbers/decimal.ts';
import type { Choice, Hold, Problem } from '../../../plan/standing.ts';
import type { CustomerReport, ProductReport } from '../../../plan/tally/reports.ts';
import { exclusionRow, holdRow } from '../messages/customer-rows.ts';
import { apartOf, mention } from '../messages/run-message.ts';
import { customerName } from '../messages/run-view.ts';
import { actions, button, context, section } from '../parts/blocks.ts';
import { choiceButtons, labelOf } from '../parts/choices.ts';
import { money } from '../parts/money.ts';
import { cutBlocks, type PageState, pager, type Screen } from '../parts/pages.ts';
import { name, plural } from '../parts/text.ts';
import type { May } from './plan.ts';

export type HeldSubject =
  | {
      kind: 'customer';
      customer: CustomerReport;
      /** What people decided since; it takes effect with the next sync. */
      decided: { productKey: string | null; choice: Choice; subject: string | null; by: string }[];
    }
  | { kind: 'products'; products: ProductReport };

type CustomerSubject = Extract<HeldSubject, { kind: 'customer' }>;

export function heldScreen(
  subjects: readonly HeldSubject[],
  state: PageState,
  { decide }: May,
  currency: string | null,
): Screen {
  const filter = state.filter?.toLowerCase() ?? '';
  const fitting = subjects.filter(subject => titleOf(subject).toLowerCase().includes(filter));
  const held = fitting.filter(isHeld);
  const offering = fitting.flatMap(subject =>
    subject.kind === 'customer' && offersOf(subject.customer).length > 0 ? [subject] : [],
  );
  const rows = [
    ...held.flatMap((subject, at) => subjectRows(subject, at, decide, currency)),
    ...(offering.length > 0 ? [[section('*Left out* · may be billed as contract charges')]] : []),
    ...offering.flatMap((subject, at) => offerRows(subject, at, decide, currency)),
  ];
  const nothing = `*Nothing is held*${filter ? ` for “${name(filter)}”` : ''}.`;
  const page = cutBlocks(rows, state.at ?? 1, { blocks: 38 });
  const waiting = sum(
    fitting
      .flatMap(subject => (subject.kind === 'customer' ? holdsOf(subject.customer) : []))
      .map(({ hold }) => hold.money?.cost ?? '0'),
  );
  return {
    title: 'Held',
    text: held.length === 0 ? 'Nothing is held.' : `${plural(held.length, 'customer')} with something held`,
    blocks:
      rows.length === 0
        ? [section(`:white_check_mark: ${nothing}`)]
        : [
            section(
              held.length === 0
                ? `:white_check_mark: ${nothing}`
                : `*Held* · ${plural(held.length, 'customer')} · supplier cost waiting ${money(waiting, currency)}`,
            ),
            context('A decision takes effect with the next sync of the customer; nothing is written before.'),
            ...page.rows.flat(),
            ...pager(state, page, 'entries'),
          ],
  };
}

const offersOf = ({ exclusions }: CustomerReport) =>
  exclusions.filter(({ choices = [] }) => choices.length > 0);

const isHeld = (subject: HeldSubject): boolean =>
  subject.kind === 'products' ||
  holdsOf(subject.customer).length > 0 ||
  problemsOf(subject.customer).length > 0;

const titleOf = (subject: HeldSubject): string =>
  subject.kind === 'products'
    ? 'Products'
    : [
        ...subject.customer.tenants.flatMap(tenant => [tenant.name, tenant.domain ?? '']),
        subject.customer.companyName ?? '',
      ].join(' ');

const holdsOf = ({
  holds,
  lines,
  charges,
}: CustomerReport): { hold: Hold; label: string; product: string | null }[] => [
  ...lines.flatMap(line =>
    line.holds.map(hold => ({ hold, label: line.productName, product: line.productKey })),
  ),
  ...charges.flatMap(charge => charge.holds.map(hold => ({ hold, label: charge.name, product: null }))),
  ...holds.map(hold => ({ hold, label: hold.label, product: null })),
];

const problemsOf = ({
  problems,
  lines,
  charges,
}: CustomerReport): { problem: Problem; label: string; product: string | null }[] => [
  ...lines.flatMap(line =>
    line.problems.map(problem => ({ problem, label: line.productName, product: line.productKey })),
  ),
  ...charges.flatMap(({ name: label, key, problems: found }) =>
    found.map(problem => ({ problem: { ...problem, subject: key }, label, product: null })),
  ),
  ...problems.map(problem => ({ problem, label: problem.label, product: null })),
];

function subjectRows(
  subject: HeldSubject,
  nth: number,
  decide: boolean,
  currency: string | null,
): KnownBlock[][] {
  if (subject.kind === 'products') return productRows(subject.products, nth, decide);
  const { customer } = subject;
  const { planId } = customer;
  const shown = shownOf(subject, decide);
  return [
    titleRow(customer, `held-${nth}`, decide),
    ...holdsOf(customer).map(({ hold, label, product }, at) =>
      shown(holdRow(hold, label, { plan: planId, product }, `${nth}-${at}`, currency), product, hold.subject),
    ),
    ...problemsOf(customer).map(({ problem, label, product }, at) =>
      shown(
        [
          section(`:x: *${name(label)}*: ${name(problem.says, 600)}\n${name(problem.remedy, 600)}`),
          ...(problem.words ? [context(`“${name(problem.words, 600)}”`)] : []),
          ...actions(
            choiceButtons(
              { plan: planId, product, ...(product === null ? { subject: problem.subject ?? label } : {}) },
              problem.choices,
              `${nth}-p${at}`,
            ),
          ),
        ],
        product,
        problem.subject,
      ),
    ),
  ];
}

const titleRow = (customer: CustomerReport, nth: string, decide: boolean): KnownBlock[] => {
  const tenantIds = customer.tenants.slice(0, 20).map(({ id }) => id);
  const sync = JSON.stringify({ kind: 'customers', tenantIds });
  return [
    section(
      `*${name(customerName(customer), 200)}*${apartOf(customer)} · ${monthInWords(customer.invoice.month)}`,
      decide ? button('Sync now', `sync:${nth}`, sync) : undefined,
    ),
  ];
};

/** With its buttons, or with what was chosen since. */
const shownOf =
  ({ decided }: CustomerSubject, decide: boolean) =>
  (blocks: KnownBlock[], product: string | null, about: string | undefined): KnownBlock[] => {
    const made = decided.findLast(
      one =>
        one.productKey === product && (one.subject === null || about === undefined || one.subject === about),
    );
    const quiet = blocks.filter(({ type }) => type !== 'actions');
    if (!made) return decide ? blocks : quiet;
    return [
      ...quiet,
      context(
        `:white_check_mark: Decided by ${mention(made.by)}: ${labelOf(made.choice)}. It takes effect with the next sync.`,
      ),
    ];
  };

/** What was left out and may be billed otherwise. */
function offerRows(
  subject: CustomerSubject,
  nth: number,
  decide: boolean,
  currency: string | null,
): KnownBlock[][] {
  const { customer } = subject;
  const about = { plan: customer.planId, product: null };
  const shown = shownOf(subject, decide);
  return [
    titleRow(customer, `offer-${nth}`, decide),
    ...offersOf(customer).map((exclusion, at) => {
      const row = exclusionRow(exclusion, exclusion.label, about, `${nth}-x${at}`, currency);
      return shown(row, null, exclusion.subject);
    }),
  ];
}

function productRows({ planId, products }: ProductReport, nth: number, decide: boolean): KnownBlock[][] {
  const waiting = products.filter(({ waits }) => waits);
  const adoptable = waiting.filter(({ outcome }) => outcome.kind === 'adopt');
  return [
    [
      section(
        `*Products* · ${waiting.length} held`,
        decide && adoptable.length > 0 ? button('Adopt all', 'adopt-all', planId) : undefined,
      ),
    ],
    ...waiting.map((row, at): KnownBlock[] => {
      const { outcome } = row;
      const about = { plan: planId, product: row.productKey };
      const says =
        outcome.kind === 'held'
          ? outcome.hold.says
          : outcome.kind === 'adopt'
            ? `the service ${outcome.itemName} of the former product may be its own`
            : (row.problem ?? '');
      const subject =
        outcome.kind === 'held'
          ? outcome.hold.subject
          : outcome.kind === 'adopt'
            ? outcome.itemId
            : undefined;
      const choices: Choice[] = outcome.kind === 'held' ? outcome.hold.choices : ['adopt-item', 'skip-item'];
      return [
        section(`:double_vertical_bar: *${name(row.name)}*: ${name(says, 600)}`),
        ...(decide
          ? actions(choiceButtons({ ...about, ...(subject ? { subject } : {}) }, choices, `${nth}-${at}`))
          : []),
      ];
    }),
  ];
}
