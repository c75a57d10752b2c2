import type { Agreement } from '../../plan/current.ts';
import { inWords } from '../../plan/numbers/calendar.ts';
import { searchNames } from '../../store/names.ts';
import { whyUnusable } from '../../sync/agreement-fit.ts';
import { today } from '../../sync/sync-context.ts';
import { readLinkState } from '../mapping/link-state.ts';
import { NO_CHOICE } from '../ui/modals/link-customer.ts';
import type { Choice, OptionsEntry } from '../visit.ts';

/** Other kinds of contracts are among those found and not shown. */
const MOST_LOOKED_AT = 1_000;

/** Only Recurring Service contracts of the company chosen; those that cannot be used come last, with their reason. */
export const chooseContract: OptionsEntry = {
  who: 'operator',
  load: async ({ context: { db, clock }, workspaceId, place }, typed) => {
    const { companyId } = readLinkState(place);
    if (companyId === null || companyId === NO_CHOICE) return [none('Choose a company first', null)];
    const found = await searchNames(db, workspaceId, 'agreement', typed, {
      parentId: companyId,
      limit: MOST_LOOKED_AT,
    });
    const recurring = found.filter(one => one.detail.recurring);
    if (recurring.length === 0) {
      const says = typed.trim() === '' ? 'No Recurring Service contract' : 'No such contract';
      return [none(says, 'Add one in Autotask, then press Refresh names in /prism map')];
    }
    const choices = recurring.map(({ detail }) => choiceOf(detail, today(clock)));
    return choices.sort((a, b) => Number(a.unusable) - Number(b.unusable)).map(({ choice }) => choice);
  },
};

const none = (text: string, description: string | null): Choice => ({
  text,
  value: NO_CHOICE,
  ...(description === null ? {} : { description }),
});

function choiceOf(contract: Agreement, now: string): { choice: Choice; unusable: boolean } {
  const { id, name, from, to } = contract;
  const why = whyUnusable(contract, now);
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
