/** Saves what the link modal holds, for **Save** and for **Save and sync now**. */
import type { ModalView } from '@slack/types';
import type { Clock } from '../../clock.ts';
import { UserError } from '../../errors.ts';
import { monthInWords } from '../../plan/numbers/calendar.ts';
import type { Database } from '../../store/database.ts';
import { findMapping } from '../../store/mappings.ts';
import { findName } from '../../store/names.ts';
import { getSettings } from '../../store/settings.ts';
import { whyTakesNoCharges, whyUnusable } from '../../sync/agreement-fit.ts';
import { mapCustomer } from '../../sync/map-customer.ts';
import { request } from '../../sync/request.ts';
import { PROGRAM, today } from '../../sync/sync-context.ts';
import { PAGE_VIEW } from '../ids.ts';
import {
  chargeContractBlock,
  companyBlock,
  contractBlock,
  type LinkForm,
  NO_CHOICE,
} from '../ui/modals/link-customer.ts';
import { linkedBlocks } from '../ui/modals/linked-customer.ts';
import { modal } from '../ui/parts/blocks.ts';
import type { Visit } from '../visit.ts';
import { buildLink } from './link-modal.ts';
import type { LinkState } from './link-state.ts';
import { refreshList } from './refresh-list.ts';

export const LINK_TITLE = 'Link with Autotask';

/** What is wrong with the fields, by block id, as far as our own lists can tell; empty: nothing. */
export async function errorsOf(
  { context: { db, clock }, workspaceId }: Visit,
  { tenantId, turn }: LinkState,
  { company, contract, chargeContract, syncOn }: LinkForm,
): Promise<Record<string, string>> {
  const atCompany = (says: string) => ({ [companyBlock(turn)]: says });
  const atContract = (says: string) => ({ [contractBlock(turn)]: says });
  if (company?.id === NO_CHOICE) return atCompany('Choose a company from the list.');
  if (contract?.id === NO_CHOICE) return atContract('Choose a contract from the list.');
  if (!company && (syncOn || contract)) return atCompany('Choose a company, or switch Sync off.');
  const ofCharges = await whyNoCharges({ db, clock, workspaceId }, company?.id ?? null, chargeContract);
  if (ofCharges !== null) return { [chargeContractBlock(turn)]: ofCharges };
  if (!contract) return syncOn ? atContract('Choose a contract, or switch Sync off.') : {};
  const [known, before] = await Promise.all([
    findName(db, workspaceId, 'agreement', contract.id),
    findMapping(db, workspaceId, tenantId),
  ]);
  if (!known || (!syncOn && before?.agreementId === contract.id)) return {};
  if (known.parentId !== company?.id) return atContract('Choose a contract of that company.');
  const why = whyUnusable(known.detail, today(clock));
  return why === null ? {} : atContract(why);
}

async function whyNoCharges(
  { db, clock, workspaceId }: { db: Database; clock: Clock; workspaceId: string },
  companyId: string | null,
  chosen: LinkForm['chargeContract'],
): Promise<string | null> {
  if (!chosen) return null;
  if (chosen.id === NO_CHOICE) return 'Choose a contract from the list, or none.';
  const known = await findName(db, workspaceId, 'agreement', chosen.id);
  if (!known) return null;
  if (known.parentId !== companyId) return 'Choose a contract of that company.';
  return whyTakesNoCharges(known.detail, today(clock));
}

/**
 * Saves and says what became of it, in the view that is returned. What Autotask objects to is shown above the fields,
 * which keep what was entered.
 */
export async function saveLink(
  visit: Visit,
  state: LinkState,
  form: LinkForm,
  { syncNow }: { syncNow: boolean },
): Promise<ModalView> {
  const { context, workspaceId, userId: by } = visit;
  const { tenantId } = state;
  const { company, contract, chargeContract, strategy, startMonth, shadow, syncOn } = form;
  try {
    const { mapping, says } = await mapCustomer(context, {
      ...{ workspaceId, tenantId, strategy, shadow, syncOn, by },
      companyId: company?.id ?? null,
      agreementId: contract?.id ?? null,
      chargeAgreementId: chargeContract?.id ?? null,
      start: startMonth,
    });
    const run =
      syncNow && syncOn
        ? await request(context, { workspaceId, kind: 'customers', by, tenantIds: [tenantId] })
        : null;
    const { syncOn: allOn } = await getSettings(context.db, workspaceId, PROGRAM);
    await refreshList(visit, state.from);
    const names = { customer: mapping.customerName, company: company?.name, contract: contract?.name };
    const told = { ...names, start: monthInWords(startMonth), shadow, syncOn, allOn, run, says };
    return modal(PAGE_VIEW, LINK_TITLE, linkedBlocks(told));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return await buildLink(visit, state, { form, problems: [`${error.message} ${error.remedy}`] });
  }
}
