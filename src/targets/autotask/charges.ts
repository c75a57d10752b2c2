/**
 * Contract charges: single amounts beside what a contract bills by the month. They are written beneath their contract,
 * found by our mark in `internalPurchaseOrderNumber`, and may be deleted until they are billed.
 */
import { asNumber } from '../../exact-json.ts';
import type { Charge, RemoveCharge } from '../../plan/change.ts';
import type { StandingCharge } from '../../plan/current.ts';
import type { WriteContext, WriteOutcome } from '../target.ts';
import { cut } from './cut.ts';
import type { EntityFieldsCache } from './fields.ts';
import { ContractCharge } from './schema.ts';
import type { AutotaskClient } from './wire/client.ts';
import { queryIn } from './wire/queries.ts';

/** Lengths as documented, for when the tenant cannot be asked. */
const LENGTHS = { name: 100, description: 2000, internalPurchaseOrderNumber: 50 } as const;
/** Where the tenant does not name its charge types: the usual number of Operational. */
const OPERATIONAL = '1';

export async function findCharges(
  client: AutotaskClient,
  marks: readonly string[],
): Promise<StandingCharge[]> {
  const charges = await queryIn(client, 'ContractCharges', {
    record: ContractCharge,
    field: 'internalPurchaseOrderNumber',
    values: marks,
    as: 'text',
  });
  return charges.map(charge => ({
    id: charge.id,
    agreementId: charge.contractID,
    mark: charge.internalPurchaseOrderNumber ?? '',
    name: charge.name,
    date: charge.datePurchased,
    cost: charge.extendedCost,
    price: charge.billableAmount,
    billed: charge.isBilled,
  }));
}

/** Price and cost are always sent: where one is left out, Autotask takes that of the billing code. */
export async function makeCharge(
  client: AutotaskClient,
  fields: EntityFieldsCache,
  { agreementId, mark, name, description, date, money }: Charge,
  { billingCodeId, sending }: WriteContext,
): Promise<WriteOutcome> {
  const refused = (words: string): WriteOutcome => ({ kind: 'refused', code: 'invalid', words });
  if (billingCodeId === null) return refused('No material code is chosen for contract charges.');
  const longest = (field: keyof typeof LENGTHS): Promise<number> =>
    fields.length('ContractCharges', field, LENGTHS[field]);
  const markLength = await longest('internalPurchaseOrderNumber');
  // The mark is what the charge is found again by: cut, it would be another one.
  if (mark.length > markLength) {
    return refused(`The mark ${mark} is longer than the ${markLength} characters Autotask takes.`);
  }
  const body = JSON.stringify({
    contractID: asNumber(agreementId),
    name: cut(name, await longest('name')),
    description: cut(description, await longest('description')),
    chargeType: asNumber(await operational(fields)),
    datePurchased: date,
    unitQuantity: 1,
    unitPrice: asNumber(money.price),
    unitCost: asNumber(money.cost),
    billingCodeID: asNumber(billingCodeId),
    isBillableToCompany: true,
    internalPurchaseOrderNumber: mark,
  });
  return client.write('POST', `Contracts/${asId(agreementId)}/Charges`, body, sending);
}

export const removeCharge = (
  client: AutotaskClient,
  { agreementId, chargeId }: RemoveCharge,
  { sending }: WriteContext,
): Promise<WriteOutcome> =>
  client.write('DELETE', `Contracts/${asId(agreementId)}/Charges/${asId(chargeId)}`, null, sending);

/** Part of an address: nothing but digits. */
function asId(id: string): string {
  if (!/^\d+$/.test(id)) throw new Error(`not an id: ${id}`);
  return id;
}

async function operational(fields: EntityFieldsCache): Promise<string> {
  const types = await fields.labels('ContractCharges', 'chargeType');
  const [type = OPERATIONAL] = [...types].find(([, label]) => /^operational/i.test(label.trim())) ?? [];
  return type;
}
