/** Services, the catalogue items of Autotask, and the codes that they and charges are booked under (reference 5.1, 5.8). */
import type { Item } from '../../plan/current.ts';
import { BillingCode, Service } from './schema.ts';
import type { AutotaskClient } from './wire/client.ts';
import { query, queryIn } from './wire/queries.ts';

/** Use types: Recurring Contract Service Code, the only one for services; Material Cost Code, the only one for charges. */
const USE_TYPES = { services: 5, charges: 4 } as const;

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

export const listBillingCodes = (
  client: AutotaskClient,
  of: keyof typeof USE_TYPES,
): Promise<{ id: string; name: string }[]> =>
  query(client, 'BillingCodes', {
    record: BillingCode,
    where: [
      { op: 'eq', field: 'isActive', value: true },
      { op: 'eq', field: 'useType', value: USE_TYPES[of] },
    ],
  });
