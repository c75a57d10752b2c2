/** What every entity is called, where it can be written, and what it consists of (reference section 3). */
import type { EntityName } from '../records.ts';
import type { Field } from './field.ts';
import * as fields from './fields.ts';

type Where = 'root' | 'child' | 'both' | 'nowhere';
export type Entity = {
  name: EntityName;
  /** As Autotask's messages call one of them. */
  singular: string;
  /** The segment after `/Contracts/{id}/`. */
  child: string | null;
  /** Where each act is possible; `update` stands for PATCH, and for PUT too. */
  create: Where;
  update: Where;
  delete: Where;
  canQuery: boolean;
  fields: readonly Field[];
};

const entity = (name: EntityName, singular: string, list: Field[], given: Partial<Entity> = {}): Entity => ({
  name,
  singular,
  child: null,
  create: 'nowhere',
  update: 'nowhere',
  delete: 'nowhere',
  canQuery: true,
  fields: list,
  ...given,
});

const CHILD = { create: 'child', update: 'child' } as const;
const ROOT = { create: 'root', update: 'root' } as const;

export const MODEL: Record<EntityName, Entity> = {
  Companies: entity('Companies', 'Company', fields.companies, ROOT),
  Contracts: entity('Contracts', 'Contract', fields.contracts, ROOT),
  Services: entity('Services', 'Service', fields.services, ROOT),
  ContractServices: entity('ContractServices', 'ContractService', fields.contractServices, {
    child: 'services',
    ...CHILD,
  }),
  ContractServiceUnits: entity('ContractServiceUnits', 'ContractServiceUnit', fields.contractServiceUnits, {
    child: 'serviceunits',
  }),
  ContractServiceAdjustments: entity(
    'ContractServiceAdjustments',
    'ContractServiceAdjustment',
    fields.contractServiceAdjustments,
    { child: 'serviceadjustments', create: 'both', canQuery: false },
  ),
  BillingCodes: entity('BillingCodes', 'BillingCode', fields.billingCodes),
  ContractCharges: entity('ContractCharges', 'ContractCharge', fields.contractCharges, {
    child: 'charges',
    ...CHILD,
    delete: 'child',
  }),
  BillingItems: entity('BillingItems', 'BillingItem', fields.billingItems, { update: 'root' }),
};

/** Field names are compared without regard to case, as Autotask does. */
export function fieldOf({ fields }: Entity, name: string): Field | undefined {
  const wanted = name.toLowerCase();
  return fields.find(one => one.name.toLowerCase() === wanted);
}
