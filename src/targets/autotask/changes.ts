/**
 * Neutral changes as Autotask's requests (Autotask reference 5.1 and 5.5). Quantity and price of a line both move by
 * adjustments: a signed delta from a day on, answered with `itemId: null`, never to be read back.
 */
import { asNumber } from '../../exact-json.ts';
import type { Adjust, Change, CreateItem, RepriceItem } from '../../plan/change.ts';
import { whole } from '../../plan/numbers/decimal.ts';
import type { WriteContext, WriteOutcome } from '../target.ts';
import { makeCharge, removeCharge } from './charges.ts';
import { cut } from './cut.ts';
import type { EntityFieldsCache } from './fields.ts';
import type { AutotaskClient } from './wire/client.ts';

const PERIOD_TYPES = { monthly: '2', yearly: '5' } as const;
/** Lengths as documented, for when the tenant cannot be asked. */
const LENGTHS = { name: 150, description: 400, invoiceDescription: 1000 } as const;

/**
 * At most one request that writes.
 * @throws UserError `unauthorized`
 * @throws Error for a change that this version of the target does not offer: a plan that holds one is a bug
 */
export async function write(
  client: AutotaskClient,
  fields: EntityFieldsCache,
  change: Change,
  context: WriteContext,
): Promise<WriteOutcome> {
  switch (change.kind) {
    case 'adjust':
      return client.write(
        'POST',
        'ContractServiceAdjustments',
        adjustmentOf(change, context),
        context.sending,
      );
    case 'reprice-item':
      return client.write('PATCH', 'Services', repricingOf(change), context.sending);
    case 'create-item':
      return createItem(client, fields, change, context);
    case 'charge':
      return makeCharge(client, fields, change, context);
    case 'remove-charge':
      return removeCharge(client, change, context);
    case 'open':
    case 'close':
    case 'amend':
      throw new Error(`Autotask has no "${change.kind}": its lines change by adjustments`);
  }
}

function adjustmentOf(change: Adjust, { lineId, itemId }: WriteContext): string {
  if (lineId === null && itemId === null) throw new Error(`neither line nor item to adjust: ${change.key}`);
  return JSON.stringify({
    contractID: asNumber(change.agreementId),
    ...(lineId === null ? { serviceID: asNumber(itemId ?? '') } : { contractServiceID: asNumber(lineId) }),
    effectiveDate: change.effective,
    unitChange: asNumber(whole(change.delta)),
    ...(change.unitPrice === undefined ? {} : { adjustedUnitPrice: asNumber(change.unitPrice) }),
    ...(change.unitCost === undefined ? {} : { adjustedUnitCost: asNumber(change.unitCost) }),
  });
}

function repricingOf({ itemId, after }: RepriceItem): string {
  return JSON.stringify({
    id: asNumber(itemId),
    unitPrice: asNumber(after.unitPrice),
    ...(after.unitCost === null ? {} : { unitCost: asNumber(after.unitCost) }),
  });
}

async function createItem(
  client: AutotaskClient,
  fields: EntityFieldsCache,
  change: CreateItem,
  { billingCodeId, vendorId, sending }: WriteContext,
): Promise<WriteOutcome> {
  const refused = (words: string): WriteOutcome => ({ kind: 'refused', code: 'invalid', words });
  if (billingCodeId === null) return refused('No billing code is chosen for new services.');
  const longest = (field: keyof typeof LENGTHS): Promise<number> =>
    fields.length('Services', field, LENGTHS[field]);
  const nameLength = await longest('name');
  // A name is what the service is found again by: cut, it would be another one.
  if (change.name.length > nameLength) {
    return refused(`The name ${change.name} is longer than the ${nameLength} characters Autotask takes.`);
  }
  const body = JSON.stringify({
    name: change.name,
    description: cut(change.description, await longest('description')),
    invoiceDescription: cut(change.invoiceDescription, await longest('invoiceDescription')),
    unitPrice: asNumber(change.unitPrice),
    unitCost: asNumber(change.unitCost),
    billingCodeID: asNumber(billingCodeId),
    periodType: asNumber(PERIOD_TYPES[change.period]),
    isActive: true,
    ...(vendorId === null ? {} : { vendorCompanyID: asNumber(vendorId) }),
  });
  return client.write('POST', 'Services', body, sending);
}
