import type { Agreement } from '../../plan/current.ts';
import { inWords } from '../../plan/numbers/calendar.ts';
import type { Database } from '../../store/database.ts';
import { searchNames } from '../../store/names.ts';
import { whyTakesNoCharges, whyUnusable } from '../../sync/agreement-fit.ts';
import { today } from '../../sync/sync-context.ts';
import { readLinkState } from '../mapping/link-state.ts';
import { NO_CHOICE, OWN_CONTRACT } from '../ui/modals/link-customer.ts';
import type { Choice, OptionsEntry } from '../visit.ts';

/** Other kinds of contracts are among those found and not shown. */
const MOST_LOOKED_AT = 1_000;

/** Only Recurring Service contracts of the company chosen; those that cannot be used come last, with their reason. */
export const chooseContract: OptionsEntry = {
  who: 'operator',
  load: async ({ context: { db, clock }, workspaceId, place }, typed) => {
    const { companyId } = readLinkState(place);
    if (companyId === null || companyId === NO_CHOICE) return [none('Choose a company first', null)];
    const found = await contractsOf(db, workspaceId, companyId, typed);
    const recurring = found.filter(one => one.recurring);
    if (recurring.length === 0) {
      const says = typed.trim() === '' ? 'No Recurring Service contract' : 'No such contract';
      return [none(says, 'Add one in Autotask, then press Refresh names in /prism map')];
    }
    return usableFirst(recurring, today(clock), whyUnusable);
  },
};

/** Contracts of the company chosen, of whatever kind; those that take no charges come last, with their reason. */
export const chooseChargeContract: OptionsEntry = {
  who: 'operator',
  load: async ({ context: { db, clock }, workspaceId, place }, typed) => {
    const { companyId } = readLinkState(place);
    if (companyId === null || companyId === NO_CHOICE) return [none('Choose a company first', null)];
    const found = await contractsOf(db, workspaceId, companyId, typed);
    const own: Choice = { text: 'The customer’s own contract', value: OWN_CONTRACT };
    return [own, ...usableFirst(found, today(clock), whyTakesNoCharges)];
  },
};

async function contractsOf(
  db: Database,
  workspaceId: string,
  companyId: string,
  typed: string,
): Promise<Agreement[]> {
  const limit = MOST_LOOKED_AT;
  const found = await searchNames(db, workspaceId, 'agreement', typed, { parentId: companyId, limit });
  return found.map(({ detail }) => detail);
}

type Why = (contract: Agreement, now: string) => string | null;

const usableFirst = (contracts: readonly Agreement[], now: string, why: Why): Choice[] =>
  contracts
    .map(contract => choiceOf(contract, why(contract, now)))
    .sort((a, b) => Number(a.unusable) - Number(b.unusable))
    .map(({ choice }) => choice);

const none = (text: string, description: string | null): Choice => ({
  text,
  value: NO_CHOICE,
  ...(description === null ? {} : { description }),
});

function choiceOf(
  { id, name, from, to }: Agreement,
  why: string | null,
): { choice: Choice; unusable: boolean } {
  const text = name || `Number ${id}`;
  return {
    unusable: why !== null,
    choice: {
      text: why === null ? text : `✕ ${text}`,
      value: id,
      description: why === null ? `${inWords(from)} to ${inWords(to)}` : `Cannot be used: ${why}`,
    },
  };
}
