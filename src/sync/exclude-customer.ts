import { UserError } from '../errors.ts';
import { monthOf } from '../plan/numbers/calendar.ts';
import { recordAudit } from '../store/audit.ts';
import { inTransaction } from '../store/database.ts';
import { excludeMapping, findMapping, saveMapping } from '../store/mappings.ts';
import { findName } from '../store/names.ts';
import { type SyncContext, today } from './sync-context.ts';

export type Excluding = {
  workspaceId: string;
  tenantId: string;
  /** Why it is left out; null: it is taken in again. */
  because: string | null;
  by: string;
};

/**
 * Leaves a customer out on purpose, which tells it from one that was forgotten, or takes it in again. What it was mapped
 * to stays.
 * @returns the customer's name
 * @throws UserError `tenant-unknown`
 */
export async function excludeCustomer(
  { db, clock }: SyncContext,
  { workspaceId, tenantId, because, by }: Excluding,
): Promise<string> {
  return await inTransaction(db, async tx => {
    const before = await findMapping(tx, workspaceId, tenantId);
    const tenant = before ? null : await findName(tx, workspaceId, 'tenant', tenantId);
    const customerName = before?.customerName ?? tenant?.detail.customerName;
    if (customerName === undefined) {
      throw new UserError('That customer is not known here.', {
        code: 'tenant-unknown',
        remedy: 'Press Refresh names and look for it again.',
      });
    }
    if (before) await excludeMapping(tx, workspaceId, tenantId, because);
    else if (tenant) {
      await saveMapping(tx, workspaceId, {
        tenantId,
        tenantDomain: tenant.detail.domain,
        customerName,
        sourceAgreementId: tenant.detail.agreementId,
        companyId: null,
        agreementId: null,
        chargeAgreementId: null,
        strategy: 'cost-and-retail',
        startMonth: monthOf(today(clock)),
        shadow: false,
        syncOn: false,
        excludedBecause: because,
      });
    }
    await recordAudit(tx, workspaceId, {
      at: clock.now(),
      actor: by,
      action: because === null ? 'customer taken in again' : 'customer left out',
      subject: customerName,
      detail: { tenantId, because },
    });
    return customerName;
  });
}
