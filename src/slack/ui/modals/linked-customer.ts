import type { KnownBlock } from '@slack/types';
import { actions, button, section } from '../parts/blocks.ts';
import { serialize } from '../parts/pages.ts';
import { bold, length, name } from '../parts/text.ts';

export type LinkedCustomer = {
  customer: string;
  company: string | undefined;
  contract: string | undefined;
  /** Usage month in words. */
  start: string;
  shadow: boolean;
  syncOn: boolean;
  /** The switch for all customers. */
  allOn: boolean;
  /** Number of the run that was asked for. */
  run: number | null;
  /** What the person should know, each one sentence. */
  says: readonly string[];
};

/** What saving a link did, and what comes of it. */
export function linkedBlocks(linked: LinkedCustomer): KnownBlock[] {
  const { customer, company, contract, start, run, says } = linked;
  const where =
    company && contract
      ? `is billed on the contract ${bold(name(contract))} of ${bold(name(company))}, starting with ${start}.`
      : 'is saved and not mapped to a contract yet.';
  return [
    section(`:white_check_mark: ${bold(name(customer))} ${where}`),
    section(syncSays(linked)),
    ...noteBlocks(says),
    ...(run === null ? [] : actions([button('View details', 'open-page', serialize({ page: 'run', run }))])),
  ];
}

function syncSays({ syncOn, allOn, shadow, run }: LinkedCustomer): string {
  if (!syncOn) return 'Sync is off: nothing is done until it is switched on.';
  const mode = shadow ? ' In shadow mode it plans and reports, and writes nothing.' : '';
  const paused = allOn ? '' : ' Syncing is paused for all customers, so it waits for /prism resume.';
  const when = run === null ? 'The next daily check syncs it.' : `Sync ${run} was asked for.`;
  return `${when}${mode}${paused}`;
}

/** @param left what stays on the contract, each one sentence */
export const clearedBlocks = (left: readonly string[]): KnownBlock[] => [
  section(':white_check_mark: The mapping is cleared; this customer is not synced any more.'),
  ...noteBlocks(left),
];

const MOST_NOTES = 100;

/** One line each, as many to a block as it takes. */
function noteBlocks(notes: readonly string[]): KnownBlock[] {
  const texts: string[] = [];
  const shown = notes.slice(0, MOST_NOTES).map(note => name(note, 250));
  const more = notes.length - shown.length;
  for (const note of [...shown, ...(more > 0 ? [`and ${more} more like these`] : [])]) {
    const line = `:warning: ${note}`;
    const last = texts.at(-1);
    if (last !== undefined && length(last) + length(line) < 2_900)
      texts[texts.length - 1] = `${last}\n${line}`;
    else texts.push(line);
  }
  return texts.map(one => section(one));
}
