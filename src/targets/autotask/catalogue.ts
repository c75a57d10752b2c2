/** Services, the catalogue items of Autotask, and the codes they are booked under (Autotask reference 5.1 and 5.8). */
import type { Item } from '../../plan/current.ts';
import { BillingCode, Service } from './schema.ts';
import type { AutotaskClient } from './wire/client.ts';
import { query, queryIn } from './wire/queries.ts';

/** Recurring Contract Service Code: the only use type that a service may be booked under. */
const RECURRING_CODE = 5;

/** By id, or by exact name as Autotask compares names (without regard to case); inactive ones too. */
export async function readItems(
  client: AutotaskClient,
  { by, values }: { by: 'id' | 'name'; values: readonly string[] },
): Promise<Item[]> {
  const services = await queryIn(client, 'Services', {
    record: Service,
    field: by,
    values,
    as: by === 'id' ? 'id' : 'text',
  });
  return services.map(service => ({
    id: service.id,
    name: service.name,
    active: service.isActive,
    unitPrice: service.unitPrice,
    unitCost: service.unitCost,
    sku: service.sku,
  }));
}

export const listBillingCodes = (client: AutotaskClient): Promise<{ id: string; name: string }[]> =>
  query(client, 'BillingCodes', {
    record: BillingCode,
    where: [
      { op: 'eq', field: 'isActive', value: true },
      { op: 'eq', field: 'useType', value: RECURRING_CODE },
    ],
  });
