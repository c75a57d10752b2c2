import type { Database } from '../../db/schema.ts';
import type { Mapping } from '../plan/settings.ts';
import { anywhere } from './values.ts';

export type MappingFilter = {
  /** Found in the customer's name, domain or tenant id, without regard to case. */
  text?: string;
  agreementId?: string;
  limit?: number;
  offset?: number;
};

/** By customer name. */
export function listMappings(
  db: Database,
  workspaceId: string,
  { text, agreementId, limit, offset }: MappingFilter = {},
): Promise<Mapping[]> {
  let query = db.selectFrom('mappings').select(COLUMNS).where('workspace_id', '=', workspaceId);
  if (text) {
    const pattern = anywhere(text);
    query = query.where(({ eb, or }) =>
      or([
        eb('customer_name', 'ilike', pattern),
        eb('tenant_domain', 'ilike', pattern),
        eb('tenant_id', 'ilike', pattern),
      ]),
    );
  }
  if (agreementId !== undefined) query = query.where('agreement_id', '=', agreementId);
  if (limit !== undefined) query = query.limit(limit);
  if (offset !== undefined) query = query.offset(offset);
  return query.orderBy('customer_name').orderBy('tenant_id').execute();
}

export const findMapping = (
  db: Database,
  workspaceId: string,
  tenantId: string,
): Promise<Mapping | undefined> =>
  db
    .selectFrom('mappings')
    .select(COLUMNS)
    .where('workspace_id', '=', workspaceId)
    .where('tenant_id', '=', tenantId)
    .executeTakeFirst();

/** One mapping a tenant: made, or put in place of the one there, whose id stays. */
export async function saveMapping(
  db: Database,
  workspaceId: string,
  mapping: Omit<Mapping, 'id'>,
): Promise<Mapping> {
  const columns = {
    tenant_domain: mapping.tenantDomain,
    customer_name: mapping.customerName,
    source_agreement_id: mapping.sourceAgreementId,
    company_id: mapping.companyId,
    agreement_id: mapping.agreementId,
    charge_agreement_id: mapping.chargeAgreementId,
    strategy: mapping.strategy,
    start_month: mapping.startMonth,
    shadow: mapping.shadow,
    sync_on: mapping.syncOn,
    excluded_because: mapping.excludedBecause,
  };
  return await db
    .insertInto('mappings')
    .values({ workspace_id: workspaceId, tenant_id: mapping.tenantId, ...columns })
    .onConflict(conflict => conflict.columns(['workspace_id', 'tenant_id']).doUpdateSet(columns))
    .returning(COLUMNS)
    .executeTakeFirstOrThrow();
}

/**
 * Forgets which company and agreement the tenant is billed on, and so switches its sync off.
 * @returns false when the tenant has no mapping
 */
export const clearMapping = (db: Database, workspaceId: string, tenantId: string): Promise<boolean> =>
  update(db, workspaceId, tenantId, {
    ...{ company_id: null, agreement_id: null, charge_agreement_id: null },
    sync_on: false,
  });

/**
 * Leaves the tenant out on purpose, or with null takes it in again.
 * @returns false when the tenant has no mapping
 */
export const excludeMapping = (
  db: Database,
  workspaceId: string,
  tenantId: string,
  because: string | null,
): Promise<boolean> => update(db, workspaceId, tenantId, { excluded_because: because });

async function update(
  db: Database,
  workspaceId: string,
  tenantId: string,
  columns: {
    company_id?: null;
    agreement_id?: null;
    charge_agreement_id?: null;
    sync_on?: boolean;
    excluded_because?: string | null;
  },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('mappings')
    .set(columns)
    .where('workspace_id', '=', workspaceId)
    .where('tenant_id', '=', tenantId)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

const COLUMNS = [
  'id',
  'tenant_id as tenantId',
  'tenant_domain as tenantDomain',
  'customer_name as customerName',
  'source_agreement_id as sourceAgreementId',
  'company_id as companyId',
  'agreement_id as agreementId',
  'charge_agreement_id as chargeAgreementId',
  'strategy',
  'start_month as startMonth',
  'shadow',
  'sync_on as syncOn',
  'excluded_because as excludedBecause',
] as const;
