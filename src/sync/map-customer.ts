import { UserError } from '../errors.ts';
import { postedThrough } from '../plan/agreement/agreement-line.ts';
import type { Strategy } from '../plan/agreement/prices.ts';
import type { Agreement } from '../plan/current.ts';
import type { Invoice } from '../plan/invoice/line.ts';
import { addDays, addMonths, firstDay, inWords, type Month } from '../plan/numbers/calendar.ts';
import { big } from '../plan/numbers/decimal.ts';
import type { Mapping } from '../plan/settings.ts';
import { recordAudit } from '../store/audit.ts';
import { inTransaction } from '../store/database.ts';
import { findMapping, listMappings, saveMapping } from '../store/mappings.ts';
import { listMemories } from '../store/memories.ts';
import { type SyncContext, today } from './sync-context.ts';

export type MapRequest = {
  workspaceId: string;
  tenantId: string;
  companyId: string;
  agreementId: string;
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
 * Maps a tenant to a company's contract, from a usage month on that is stored as a month.
 * @returns the mapping, and what the person should know of it: each one sentence
 * @throws UserError `tenant-unknown`, `no-invoice`, `agreement-unusable`
 */
export async function mapCustomer(
  context: SyncContext,
  asked: MapRequest,
): Promise<{ mapping: Mapping; says: string[] }> {
  const { db, clock } = context;
  const { workspaceId, tenantId, agreementId } = asked;
  const [source, target] = [await context.openSource(workspaceId), await context.openTarget(workspaceId)];
  const [tenant, months, [agreement]] = await Promise.all([
    findTenant(source, tenantId),
    source.listInvoices().then(startMonths),
    target.readAgreements([agreementId]),
  ]);
  const startMonth = startOf(asked.start, months);
  if (!agreement || agreement.companyId !== asked.companyId || !agreement.recurring) {
    throw new UserError(`${agreement?.name ?? 'That contract'} cannot take subscriptions of this customer.`, {
      code: 'agreement-unusable',
      remedy: 'Choose a Recurring Service contract of the company.',
    });
  }
  const before = await findMapping(db, workspaceId, tenantId);
  const others = (await listMappings(db, workspaceId, { agreementId })).filter(
    one => one.tenantId !== tenantId,
  );
  const standing = await target.readLines([agreementId], firstDay(startMonth));
  const posted =
    standing
      .map(postedThrough)
      .filter(day => day !== null)
      .sort()
      .at(-1) ?? null;
  const says = [
    ...aboutAgreement(agreement, startMonth, today(clock)),
    ...(posted !== null && posted >= firstDay(startMonth)
      ? [
          `Its periods to ${inWords(posted)} are approved and posted: what ${startMonth} needs there cannot be billed.`,
        ]
      : []),
    ...others.map(one => `${one.customerName} feeds this contract too; its seats are added up.`),
    ...(before?.agreementId && before.agreementId !== agreementId
      ? await leftBehind(context, workspaceId, before.agreementId)
      : []),
  ];
  const mapping = await inTransaction(db, async tx => {
    const saved = await saveMapping(tx, workspaceId, {
      tenantId,
      tenantDomain: tenant.domain,
      customerName: tenant.customerName,
      sourceAgreementId: tenant.agreementId,
      companyId: asked.companyId,
      agreementId,
      strategy: asked.strategy,
      startMonth,
      shadow: asked.shadow,
      syncOn: asked.syncOn,
      excludedBecause: null,
    });
    await recordAudit(tx, workspaceId, {
      at: clock.now(),
      actor: asked.by,
      action: 'customer mapped',
      subject: tenant.customerName,
      detail: { before: before ?? null, after: saved },
    });
    return saved;
  });
  return { mapping, says };
}

async function findTenant(source: Awaited<ReturnType<SyncContext['openSource']>>, tenantId: string) {
  for (const { id } of await source.listAgreements()) {
    const tenant = (await source.listTenants(id)).find(one => one.id === tenantId);
    if (tenant) return tenant;
  }
  throw new UserError('PRISM does not list that customer any more.', {
    code: 'tenant-unknown',
    remedy: 'Look the customer up in the PRISM portal.',
  });
}

function startOf(start: MapRequest['start'], months: ReturnType<typeof startMonths>): Month {
  if (start !== 'most-recent' && start !== 'next') return start;
  if (months === null) {
    throw new UserError('PRISM has no invoice yet to count from.', {
      code: 'no-invoice',
      remedy: 'Name the usage month to start with.',
    });
  }
  return start === 'next' ? months.next : months.mostRecent;
}

function aboutAgreement(agreement: Agreement, startMonth: Month, now: string): string[] {
  const says: string[] = [];
  if (agreement.from.slice(8) !== '01') {
    says.push(
      `The contract starts on ${inWords(agreement.from)}, not on the first of a month: Autotask prorates by its own periods.`,
    );
  }
  if (agreement.from > firstDay(startMonth)) {
    says.push(`The contract starts on ${inWords(agreement.from)}, after the first day of ${startMonth}.`);
  }
  if (agreement.to < addDays(now, 60)) says.push(`The contract ends on ${inWords(agreement.to)}.`);
  if (!agreement.active) says.push('The contract is inactive.');
  if (agreement.period !== 'monthly')
    says.push(`The contract bills ${agreement.period}, not monthly: its lines will be held.`);
  return says;
}

/** Units on the agreement that was mapped before: they go on billing until somebody takes them away (rules 3). */
async function leftBehind({ db }: SyncContext, workspaceId: string, agreementId: string): Promise<string[]> {
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
