/** Companies and their contracts (Autotask reference 5.3 and 5.9). Company 0 is the tenant's own and valid. */
import { asNumber } from '../../exact-json.ts';
import type { Agreement } from '../../plan/current.ts';
import type { Company as TargetCompany } from '../target.ts';
import type { EntityFieldsCache } from './fields.ts';
import { Company, CompanyName, Contract } from './schema.ts';
import type { AutotaskClient } from './wire/client.ts';
import { query, queryIn } from './wire/queries.ts';

/** Recurring Service: the only type that carries services. */
const RECURRING = '7';
/** Block Hours, Retainer and Per Ticket: they take only charges that buy more of them. */
const NO_CHARGES: ReadonlySet<string | null> = new Set(['4', '6', '8']);
const ACTIVE = '1';
/** Where the tenant does not name its company types: the usual number. */
const VENDOR = '7';

const PERIODS: { value: string; letter: string; label: RegExp; period: Agreement['period'] }[] = [
  { value: '2', letter: 'm', label: /^month/i, period: 'monthly' },
  { value: '3', letter: 'q', label: /^quarter/i, period: 'quarterly' },
  { value: '4', letter: 's', label: /^(semi|half)/i, period: 'semi-annual' },
  { value: '5', letter: 'y', label: /^(year|annual)/i, period: 'yearly' },
];

export async function listCompanies(client: AutotaskClient): Promise<TargetCompany[]> {
  const companies = await query(client, 'Companies', {
    record: Company,
    where: [{ op: 'gte', field: 'id', value: 0 }],
  });
  return companies.map(({ id, companyName, isActive, webAddress, companyNumber }) => ({
    id,
    name: companyName,
    active: isActive,
    website: webAddress,
    reference: companyNumber,
  }));
}

/** Companies of the type that the tenant calls a vendor. */
export async function listVendors(
  client: AutotaskClient,
  fields: EntityFieldsCache,
): Promise<{ id: string; name: string }[]> {
  const types = await fields.labels('Companies', 'companyType');
  const [vendor = VENDOR] = [...types].find(([, label]) => /^vendor/i.test(label.trim())) ?? [];
  const vendors = await query(client, 'Companies', {
    record: CompanyName,
    where: [
      { op: 'eq', field: 'companyType', value: asNumber(vendor) },
      { op: 'eq', field: 'isActive', value: true },
    ],
  });
  return vendors.map(({ id, companyName }) => ({ id, name: companyName }));
}

/** Contracts by their own ids or by their companies'. One that is gone, or hidden from us, is absent. */
export async function readContracts(
  client: AutotaskClient,
  fields: EntityFieldsCache,
  { by, ids }: { by: 'id' | 'companyID'; ids: readonly string[] },
): Promise<Agreement[]> {
  if (ids.length === 0) return [];
  const [contracts, kinds, periods] = await Promise.all([
    queryIn(client, 'Contracts', { record: Contract, field: by, values: ids }),
    fields.labels('Contracts', 'contractType'),
    fields.labels('Contracts', 'contractPeriodType'),
  ]);
  const companies = await queryIn(client, 'Companies', {
    record: CompanyName,
    field: 'id',
    values: contracts.map(contract => contract.companyID),
  });
  const names = new Map(companies.map(({ id, companyName }) => [id, companyName]));
  return contracts.map(contract => ({
    id: contract.id,
    companyId: contract.companyID,
    companyName: names.get(contract.companyID) ?? null,
    name: contract.contractName,
    recurring: contract.contractType === RECURRING,
    kindWord: kinds.get(contract.contractType ?? '') ?? `Type ${contract.contractType ?? 'unknown'}`,
    takesCharges: !NO_CHARGES.has(contract.contractType),
    active: contract.status === ACTIVE,
    period: periodOf(contract.contractPeriodType, periods),
    from: contract.startDate,
    to: contract.endDate,
  }));
}

/** By the tenant's own label; where that says nothing we know, by the numbers (or older letters) in common use. */
export function periodOf(value: string | null, labels: ReadonlyMap<string, string>): Agreement['period'] {
  if (value === null) return 'unknown';
  const label = labels.get(value)?.trim() ?? '';
  const known =
    PERIODS.find(period => period.label.test(label)) ??
    PERIODS.find(period => period.value === value || period.letter === value.toLowerCase());
  return known?.period ?? 'unknown';
}
