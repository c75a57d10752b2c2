import { UserError } from '../errors.ts';
import { postedThrough } from '../plan/agreement/agreement-line.ts';
import type { Strategy } from '../plan/agreement/prices.ts';
import type { Agreement } from '../plan/current.ts';
import type { Invoice } from '../plan/invoice/line.ts';
import { addMonths, firstDay, inWords, type Month, monthInWords } from '../plan/numbers/calendar.ts';
import { big } from '../plan/numbers/decimal.ts';
import type { Mapping } from '../plan/settings.ts';
import { recordAudit } from '../store/audit.ts';
import { type Database, inTransaction } from '../store/database.ts';
import { clearMapping, findMapping, listMappings, saveMapping } from '../store/mappings.ts';
import { listMemories } from '../store/memories.ts';
import { findName } from '../store/names.ts';
import type { Target } from '../targets/target.ts';
import { feedSays, warningsOf, whyTakesNoCharges, whyUnusable } from './agreement-fit.ts';
import { type SyncContext, today } from './sync-context.ts';

export type MapRequest = {
  workspaceId: string;
  tenantId: string;
  /** null: not mapped yet; then it cannot be synced. */
  companyId: string | null;
  agreementId: string | null;
  /** Where its charges go; null or left out: `agreementId`. */
  chargeAgreementId?: string | null;
  strategy: Strategy;
  /** The newest invoice's usage month, the one after it, or one that the person names. */
  start: 'most-recent' | 'next' | Month;
  shadow: boolean;
  syncOn: boolean;
  by: string;
};

/** The usage months a customer may start with; null while PRISM has no invoice. */
export function startMonths(invoices: readonly Invoice[]): { mostRecent: Month; next: Month } | null {
  const newest = invoices
    .map(one => one.month)
    .sort()
    .at(-1);
  return newest === undefined ? null : { mostRecent: newest, next: addMonths(newest, 1) };
}

/**
 * Maps a tenant to a company's contract, from a usage month on that is stored as a month. A contract that cannot take
 * subscriptions is refused, unless it stood there before and is only switched off.
 * @returns the mapping, and what the person should know of it: each one sentence
 * @throws UserError `tenant-unknown`, `no-invoice`, `agreement-unusable`, `charge-agreement-unusable`,
 * `sync-needs-agreement`
 */
export async function mapCustomer(
  context: SyncContext,
  asked: MapRequest,
): Promise<{ mapping: Mapping; says: string[] }> {
  const { db, clock } = context;
  const { workspaceId, tenantId, companyId, agreementId, syncOn } = asked;
  if (syncOn && (companyId === null || agreementId === null)) {
    throw new UserError('A customer without a company and a contract cannot be synced.', {
      code: 'sync-needs-agreement',
      remedy: 'Choose both, or switch Sync off.',
    });
  }
  const before = await findMapping(db, workspaceId, tenantId);
  const [tenant, startMonth] = await Promise.all([
    findTenant(context, workspaceId, tenantId, before),
    startOf(context, asked),
  ]);
  const moves = before?.agreementId !== agreementId || before?.companyId !== companyId;
  const says =
    agreementId !== null && (syncOn || moves)
      ? await lookAt(context, { ...asked, agreementId }, startMonth)
      : [];
  await lookAtCharges(context, asked);
  if (before?.agreementId && before.agreementId !== agreementId)
    says.push(...(await leftBehind(db, workspaceId, before.agreementId)));
  const mapping = await inTransaction(db, async tx => {
    const saved = await saveMapping(tx, workspaceId, {
      ...tenant,
      tenantId,
      companyId,
      agreementId,
      chargeAgreementId: asked.chargeAgreementId ?? null,
      strategy: asked.strategy,
      startMonth,
      shadow: asked.shadow,
      syncOn,
      excludedBecause: null,
    });
    await recordAudit(tx, workspaceId, {
      at: clock.now(),
      actor: asked.by,
      action: 'customer mapped',
      subject: saved.customerName,
      detail: { before: before ?? null, after: saved },
    });
    return saved;
  });
  return { mapping, says };
}

/** @throws UserError `charge-agreement-unusable` */
async function lookAtCharges(
  context: SyncContext,
  { workspaceId, companyId, chargeAgreementId }: MapRequest,
): Promise<void> {
  if (!chargeAgreementId) return;
  const target = await context.openTarget(workspaceId);
  const [agreement] = await target.readAgreements([chargeAgreementId]);
  const why =
    agreement?.companyId === companyId
      ? whyTakesNoCharges(agreement, today(context.clock))
      : 'It is not a contract of that company.';
  if (why === null) return;
  throw new UserError(`${agreement?.name ?? 'That contract'} cannot take this customer’s charges. ${why}`, {
    code: 'charge-agreement-unusable',
    remedy: 'Choose another contract for charges, or none.',
  });
}

/** @throws UserError `agreement-unusable` */
async function lookAt(
  context: SyncContext,
  { workspaceId, tenantId, companyId, agreementId }: MapRequest & { agreementId: string },
  startMonth: Month,
): Promise<string[]> {
  const { db, clock } = context;
  const target = await context.openTarget(workspaceId);
  const [agreement] = await target.readAgreements([agreementId]);
  if (!agreement || agreement.companyId !== companyId)
    throw unusable(agreement, 'It is not a contract of that company.');
  const why = whyUnusable(agreement, today(clock));
  if (why !== null) throw unusable(agreement, why);
  const others = await listMappings(db, workspaceId, { agreementId });
  return [
    ...warningsOf(agreement, startMonth, today(clock)),
    ...(await posted(target, agreementId, startMonth)),
    ...feedSays(others.filter(one => one.tenantId !== tenantId).map(one => one.customerName)),
  ];
}

const unusable = (agreement: Agreement | undefined, why: string): UserError =>
  new UserError(`${agreement?.name ?? 'That contract'} cannot take subscriptions of this customer. ${why}`, {
    code: 'agreement-unusable',
    remedy: 'Choose a Recurring Service contract of the company that bills monthly and is active.',
  });

async function posted(target: Target, agreementId: string, startMonth: Month): Promise<string[]> {
  const standing = await target.readLines([agreementId], firstDay(startMonth));
  const through = standing
    .map(postedThrough)
    .filter(day => day !== null)
    .sort()
    .at(-1);
  if (through === undefined || through < firstDay(startMonth)) return [];
  return [
    `Its periods to ${inWords(through)} are approved and posted: what ${monthInWords(startMonth)} needs there cannot be billed.`,
  ];
}

/** As PRISM named it last; PRISM itself is asked only about one that we never heard of. */
async function findTenant(
  context: SyncContext,
  workspaceId: string,
  tenantId: string,
  before: Mapping | undefined,
): Promise<Pick<Mapping, 'tenantDomain' | 'customerName' | 'sourceAgreementId'>> {
  const known = await findName(context.db, workspaceId, 'tenant', tenantId);
  const tenant = known?.detail ?? (before ? undefined : await askForTenant(context, workspaceId, tenantId));
  if (tenant) {
    const { domain, customerName, agreementId } = tenant;
    return { tenantDomain: domain, customerName, sourceAgreementId: agreementId };
  }
  if (before) return before;
  throw new UserError('PRISM does not list that customer any more.', {
    code: 'tenant-unknown',
    remedy: 'Look the customer up in the PRISM portal.',
  });
}

async function askForTenant(context: SyncContext, workspaceId: string, tenantId: string) {
  const source = await context.openSource(workspaceId);
  for (const { id } of await source.listAgreements()) {
    const tenant = (await source.listTenants(id)).find(one => one.id === tenantId);
    if (tenant) return tenant;
  }
  return undefined;
}

async function startOf(context: SyncContext, { workspaceId, start }: MapRequest): Promise<Month> {
  if (start !== 'most-recent' && start !== 'next') return start;
  const source = await context.openSource(workspaceId);
  const months = startMonths(await source.listInvoices());
  if (months === null) {
    throw new UserError('PRISM has no invoice yet to count from.', {
      code: 'no-invoice',
      remedy: 'Name the usage month to start with.',
    });
  }
  return start === 'next' ? months.next : months.mostRecent;
}

/**
 * Forgets the company and contract of a customer and switches its sync off.
 * @returns what stays on the contract, each one sentence
 */
export async function clearCustomer(
  { db, clock }: SyncContext,
  { workspaceId, tenantId, by }: { workspaceId: string; tenantId: string; by: string },
): Promise<string[]> {
  return await inTransaction(db, async tx => {
    const before = await findMapping(tx, workspaceId, tenantId);
    if (!before?.companyId && !before?.agreementId) return [];
    await clearMapping(tx, workspaceId, tenantId);
    await recordAudit(tx, workspaceId, {
      at: clock.now(),
      actor: by,
      action: 'mapping cleared',
      subject: before.customerName,
      detail: { before },
    });
    return before.agreementId ? await leftBehind(tx, workspaceId, before.agreementId) : [];
  });
}

/** Units on an agreement that is not mapped any more: they go on billing until somebody takes them away (rules 3). */
export async function leftBehind(db: Database, workspaceId: string, agreementId: string): Promise<string[]> {
  const memories = await listMemories(db, workspaceId, agreementId);
  return [...memories.values()].flatMap(({ productName, state }) => {
    const units = state.timeline.at(-1)?.quantity ?? 0;
    if (units === 0) return [];
    const monthly = big(state.unitPrice ?? '0')
      .times(String(units))
      .toFixed(2);
    return [
      `${units} × ${productName} stay on the contract that was mapped before and go on billing ${monthly} a month.`,
    ];
  });
}
