/** What the link modal carries along and what its fields hold. */
import { z } from 'zod';
import { StaleError } from '../../errors.ts';
import type { Strategy } from '../../plan/agreement/prices.ts';
import {
  chargeContractBlock,
  companyBlock,
  contractBlock,
  type LinkForm,
  OWN_CONTRACT,
  type Picked,
  STRATEGIES,
} from '../ui/modals/link-customer.ts';
import type { Place } from '../visit.ts';
import { comesFrom } from './refresh-list.ts';

const Month = z.string().regex(/^\d{4}-\d{2}$/);

const State = z.strictObject({
  tenantId: z.string().max(200),
  turn: z.number().int(),
  /** Of the company shown: what loads a select's choices is not told what the other fields hold. */
  companyId: z.string().max(100).nullable(),
  /** Of PRISM's invoices, as they were when the modal was opened. */
  months: z.strictObject({ mostRecent: Month, next: Month }).nullable(),
  from: comesFrom.optional(),
});
export type LinkState = z.infer<typeof State>;

export type LinkPlace = Extract<Place, { kind: 'modal' }>;

/** @throws StaleError when it is none of ours */
export function readLink(place: Place): { state: LinkState; form: LinkForm; place: LinkPlace } {
  if (place.kind !== 'modal') throw outdated();
  const state = readLinkState(place);
  return { state, form: readForm(place, state), place };
}

/** @throws StaleError when it is none of ours */
export function readLinkState(place: Place): LinkState {
  try {
    return State.parse(JSON.parse(place.kind === 'modal' ? place.metadata : ''));
  } catch {
    throw outdated();
  }
}

const outdated = (): StaleError => new StaleError('This window is of an older version.');

const Fields = z.object({
  strategy: z.enum(Object.keys(STRATEGIES) as [Strategy, ...Strategy[]]),
  start: Month,
  sync: z.enum(['on', 'off']),
});

function readForm({ values }: LinkPlace, { turn }: LinkState): LinkForm {
  const field = (block: string, id: string) => values[block]?.[id];
  const read = Fields.safeParse({
    strategy: field('strategy', 'strategy')?.selected_option?.value,
    start: field('start', 'start')?.selected_option?.value,
    sync: field('sync', 'sync')?.selected_option?.value,
  });
  if (!read.success) throw outdated();
  const { strategy, start, sync } = read.data;
  const charges = picked(field(chargeContractBlock(turn), 'choose-charge-contract')?.selected_option);
  return {
    company: picked(field(companyBlock(turn), 'choose-company')?.selected_option),
    contract: picked(field(contractBlock(turn), 'choose-contract')?.selected_option),
    chargeContract: charges?.id === OWN_CONTRACT ? null : charges,
    strategy,
    startMonth: start,
    shadow: (field('shadow', 'shadow')?.selected_options ?? []).length > 0,
    syncOn: sync === 'on',
  };
}

const picked = (option: { value: string; text: { text: string } } | null | undefined): Picked | null =>
  option ? { id: option.value, name: option.text.text } : null;
