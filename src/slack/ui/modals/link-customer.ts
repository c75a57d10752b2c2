/** Link with Autotask: which company and contract a PRISM customer is billed on, and how. */
import type { KnownBlock, ModalView, PlainTextOption } from '@slack/types';
import type { Strategy } from '../../../plan/agreement/prices.ts';
import { addMonths, type Month, monthInWords } from '../../../plan/numbers/calendar.ts';
import { actions, button, context, fields, input, modal, option, plain, section } from '../parts/blocks.ts';
import { name, safe } from '../parts/text.ts';

/** What the fields hold. */
export type LinkForm = {
  company: Picked | null;
  contract: Picked | null;
  /** Of its charges; null: the same. */
  chargeContract: Picked | null;
  strategy: Strategy;
  startMonth: Month;
  shadow: boolean;
  syncOn: boolean;
};
export type Picked = { id: string; name: string };

/** What is known about the customer beside that. */
export type LinkAbout = {
  tenantId: string;
  customerName: string;
  domain: string | null;
  excludedBecause: string | null;
  /** Usage months of PRISM's newest invoice and of the one to come; null: there is none yet. */
  months: { mostRecent: Month; next: Month } | null;
  /** What it starts with now; null: not mapped. */
  was: Month | null;
  /** This month, for when there are no invoices to go by. */
  thisMonth: Month;
  suggestion: { companyId: string; reason: string } | null;
  /** About the contract chosen, each one sentence. */
  warnings: readonly string[];
  /** Why it was not saved, each one sentence. */
  problems: readonly string[];
  /** What clearing would leave on the contract, each one sentence; null: nothing is mapped that could be cleared. */
  clears: readonly string[] | null;
};

/** Choices that stand for none: the pickers say with them why there is nothing to choose. */
export const NO_CHOICE = 'none';
/** Charges go onto the customer's own contract. */
export const OWN_CONTRACT = 'own';

export const STRATEGIES: Record<Strategy, string> = {
  'cost-and-retail': 'Cost and retail',
  'cost-only': 'Cost only',
  'retail-only': 'Retail only',
  'quantity-only': 'Quantity only',
};

/**
 * Fields keep what was typed only while their block ids stay: `turn` is part of the pickers' ids, and raised to show
 * another company or an empty contract.
 */
export const companyBlock = (turn: number): string => `company-${turn}`;
export const contractBlock = (turn: number): string => `contract-${turn}`;
export const chargeContractBlock = (turn: number): string => `charge-contract-${turn}`;

export function linkView(
  form: LinkForm,
  about: LinkAbout,
  { turn, metadata }: { turn: number; metadata: string },
): ModalView {
  const blocks: KnownBlock[] = [
    ...about.problems.map(says => section(`:no_entry: ${safe(says)}`)),
    fields([
      `*PRISM customer name*\n${name(about.customerName, 300)}`,
      `*Tenant domain*\n${about.domain === null ? '–' : name(about.domain, 300)}`,
    ]),
    ...(about.excludedBecause === null
      ? []
      : [context(`Left out: ${name(about.excludedBecause, 500)}. Saving takes it in again.`)]),
    ...suggestionBlocks(form, about),
    input(
      'Autotask company',
      companyBlock(turn),
      {
        type: 'external_select',
        action_id: 'choose-company',
        min_query_length: 0,
        placeholder: plain('Search companies'),
        ...(form.company ? { initial_option: option(form.company.name, form.company.id) } : {}),
      },
      { optional: true, dispatch: true },
    ),
    input(
      'Contract',
      contractBlock(turn),
      {
        type: 'external_select',
        action_id: 'choose-contract',
        min_query_length: 0,
        placeholder: plain('Search contracts of that company'),
        ...(form.contract ? { initial_option: option(form.contract.name, form.contract.id) } : {}),
      },
      { optional: true, dispatch: true },
    ),
    ...about.warnings.map(says => section(`:warning: ${safe(says)}`)),
    input(
      'Contract for charges',
      chargeContractBlock(turn),
      {
        type: 'external_select',
        action_id: 'choose-charge-contract',
        min_query_length: 0,
        placeholder: plain('The contract above'),
        ...(form.chargeContract
          ? { initial_option: option(form.chargeContract.name, form.chargeContract.id) }
          : {}),
      },
      {
        optional: true,
        hint: 'Where credits, one-offs and annual licences go if you bill them as contract charges; any kind of contract that takes charges, such as Fixed Price.',
      },
    ),
    input('Pricing strategy', 'strategy', {
      type: 'static_select',
      action_id: 'strategy',
      ...chosen(
        Object.entries(STRATEGIES).map(([id, says]) => option(says, id)),
        form.strategy,
      ),
    }),
    input('Start with', 'start', {
      type: 'static_select',
      action_id: 'start',
      ...chosen(startOptions(about), form.startMonth),
    }),
    input(
      'Shadow mode',
      'shadow',
      {
        type: 'checkboxes',
        action_id: 'shadow',
        options: [SHADOW],
        ...(form.shadow ? { initial_options: [SHADOW] } : {}),
      },
      { optional: true },
    ),
    input('Sync', 'sync', {
      type: 'radio_buttons',
      action_id: 'sync',
      options: [ON, OFF],
      initial_option: form.syncOn ? ON : OFF,
    }),
    ...actions([
      button('Save and sync now', 'save-and-sync', about.tenantId),
      ...(about.clears === null
        ? []
        : [
            button('Clear mapping', 'clear-mapping', about.tenantId, {
              style: 'danger',
              confirm: {
                title: 'Clear mapping?',
                text: ['It will not be synced any more.', ...about.clears].join(' '),
                yes: 'Clear mapping',
              },
            }),
          ]),
    ]),
  ];
  return modal('link-customer', 'Link with Autotask', blocks, { submit: 'Save', close: 'Cancel', metadata });
}

const SHADOW = option('Plan and report, write nothing', 'on');
const ON = option('On', 'on');
const OFF = option('Off', 'off');

function suggestionBlocks(form: LinkForm, { suggestion }: LinkAbout): KnownBlock[] {
  if (suggestion === null || form.company !== null) return [];
  const use = button('Use this company', 'take-suggestion', suggestion.companyId);
  return [section(`:bulb: ${safe(suggestion.reason)}`, use)];
}

function chosen(
  options: PlainTextOption[],
  value: string,
): { options: PlainTextOption[]; initial_option: PlainTextOption } {
  return { options, initial_option: options.find(one => one.value === value) ?? options[0]! };
}

const EARLIER_MONTHS = 6;

/**
 * Newest invoice and the one to come; earlier months by name once a mapping is there, because a changed one counts from
 * a month that the person picks. Without an invoice, the months around this one.
 */
export function startOptions({
  months,
  was,
  thisMonth,
}: Pick<LinkAbout, 'months' | 'was' | 'thisMonth'>): PlainTextOption[] {
  const named = new Set<Month>();
  const options: PlainTextOption[] = [];
  const add = (month: Month, says: string): void => {
    if (!named.has(month)) options.push(option(says, month));
    named.add(month);
  };
  if (months) {
    add(months.mostRecent, `Most recent invoice (${monthInWords(months.mostRecent)})`);
    add(months.next, `Next invoice (${monthInWords(months.next)})`);
  } else
    for (const ahead of [-1, 0, 1])
      add(addMonths(thisMonth, ahead), monthInWords(addMonths(thisMonth, ahead)));
  if (was !== null) {
    add(was, `${monthInWords(was)}, as it is now`);
    const newest = months?.mostRecent ?? thisMonth;
    for (let back = 1; back <= EARLIER_MONTHS; back++)
      add(addMonths(newest, -back), monthInWords(addMonths(newest, -back)));
  }
  return options;
}
