import type { ModalView } from '@slack/types';
import { StaleError } from '../../errors.ts';
import { monthOf } from '../../plan/numbers/calendar.ts';
import type { Mapping } from '../../plan/settings.ts';
import { findMapping, listMappings } from '../../store/mappings.ts';
import { findName, listNames } from '../../store/names.ts';
import { feedSays, warningsOf, whyUnusable } from '../../sync/agreement-fit.ts';
import { leftBehind } from '../../sync/map-customer.ts';
import { suggestCompany } from '../../sync/suggest-company.ts';
import { today } from '../../sync/sync-context.ts';
import { type LinkForm, linkView, NO_CHOICE, type Picked } from '../ui/modals/link-customer.ts';
import type { Visit } from '../visit.ts';
import type { LinkState } from './link-state.ts';

type Customer = { customerName: string; domain: string | null; customerId: string };

/** The modal with what is known now. `form`: what its fields hold; absent: what is stored. */
export async function buildLink(
  visit: Visit,
  state: LinkState,
  { form, problems = [] }: { form?: LinkForm; problems?: readonly string[] } = {},
): Promise<ModalView> {
  const { context, workspaceId } = visit;
  const { db, clock } = context;
  const { tenantId, months, turn } = state;
  const [mapping, tenant] = await Promise.all([
    findMapping(db, workspaceId, tenantId),
    findName(db, workspaceId, 'tenant', tenantId),
  ]);
  const customer = tenant?.detail ?? asCustomer(mapping);
  const thisMonth = monthOf(today(clock));
  const shown = form ?? (await storedForm(visit, mapping, months?.mostRecent ?? thisMonth));
  const companies = shown.company ? [] : await listNames(db, workspaceId, 'company');
  const about = {
    tenantId,
    customerName: customer.customerName,
    domain: customer.domain,
    excludedBecause: mapping?.excludedBecause ?? null,
    months,
    was: mapping?.agreementId ? mapping.startMonth : null,
    thisMonth,
    suggestion: suggestCompany(
      { id: tenantId, ...customer },
      companies.map(({ id, name, detail }) => ({ id, name, ...detail })),
    ),
    warnings: await warnings(visit, state, shown),
    problems,
    clears:
      mapping?.companyId || mapping?.agreementId
        ? await leftBehind(db, workspaceId, mapping.agreementId ?? '')
        : null,
  };
  return linkView(shown, about, {
    turn,
    metadata: JSON.stringify({ ...state, companyId: shown.company?.id ?? null }),
  });
}

function asCustomer(mapping: Mapping | undefined): Customer {
  if (!mapping) throw new StaleError('That customer is not known here any more.');
  return { customerName: mapping.customerName, domain: mapping.tenantDomain, customerId: '' };
}

async function storedForm(
  { context: { db }, workspaceId }: Visit,
  mapping: Mapping | undefined,
  startMonth: string,
): Promise<LinkForm> {
  const nameOf = async (
    kind: 'company' | 'agreement',
    id: string | null | undefined,
  ): Promise<Picked | null> =>
    id ? { id, name: (await findName(db, workspaceId, kind, id))?.name || `Number ${id}` } : null;
  return {
    company: await nameOf('company', mapping?.companyId),
    contract: await nameOf('agreement', mapping?.agreementId),
    chargeContract: await nameOf('agreement', mapping?.chargeAgreementId),
    strategy: mapping?.strategy ?? 'cost-and-retail',
    startMonth: mapping?.agreementId ? mapping.startMonth : startMonth,
    shadow: mapping?.shadow ?? false,
    syncOn: mapping?.agreementId ? mapping.syncOn : true,
  };
}

/** What our own lists say of the contract chosen; Autotask itself is asked when it is saved. */
async function warnings(
  { context: { db, clock }, workspaceId }: Visit,
  { tenantId }: LinkState,
  { contract, startMonth }: LinkForm,
): Promise<string[]> {
  if (!contract || contract.id === NO_CHOICE) return [];
  const known = await findName(db, workspaceId, 'agreement', contract.id);
  if (!known) return ['This contract was not in Autotask’s list when names were read last.'];
  const why = whyUnusable(known.detail, today(clock));
  const feeding = await listMappings(db, workspaceId, { agreementId: contract.id });
  const others = feeding.filter(
    one => one.tenantId !== tenantId && one.syncOn && one.excludedBecause === null,
  );
  return [
    ...(why === null ? [] : [`This contract cannot be used. ${why}`]),
    ...warningsOf(known.detail, startMonth, today(clock)),
    ...feedSays(others.map(one => one.customerName)),
  ];
}
