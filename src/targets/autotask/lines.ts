/** The services standing on contracts, with their units by period (Autotask reference 5.4 and 5.6). */
import type { DateText } from '../../plan/calendar.ts';
import type { StandingLine, UnitRow } from '../../plan/current.ts';
import { ContractCharge, ContractService, ContractServiceUnit, Service } from './schema.ts';
import type { AutotaskClient } from './wire/client.ts';
import { queryIn } from './wire/queries.ts';

/** From so many contracts on, unit rows run to dozens of pages: three queries side by side page through them faster. */
const MANY = 30;
const LANE = 3;

/**
 * All lines of the contracts with the unit rows that end on `from` or later. Prices and costs per unit are those of the
 * contract's service, since unit rows hold rounded amounts of a whole period. A blank cost is one we may not see.
 */
export async function readLines(
  client: AutotaskClient,
  agreementIds: readonly string[],
  from: DateText,
): Promise<StandingLine[]> {
  if (agreementIds.length === 0) return [];
  const first = await queryIn(client, 'ContractServices', {
    record: ContractService,
    field: 'contractID',
    values: agreementIds,
  });
  const [units, services] = await Promise.all([
    queryIn(client, 'ContractServiceUnits', {
      record: ContractServiceUnit,
      field: 'contractID',
      values: agreementIds,
      and: [{ op: 'gte', field: 'endDate', value: `${from}T00:00:00Z` }],
      spread: agreementIds.length > MANY ? LANE : 1,
    }),
    readServices(client, first),
  ]);
  const rows = Map.groupBy(units, unit => unit.contractServiceID);
  const late = await readLate(client, rows.keys(), first);
  const names = new Map(
    [...services, ...(await readServices(client, late))].map(service => [service.id, service]),
  );
  return [...first, ...late].map(line => ({
    id: line.id,
    agreementId: line.contractID,
    itemId: line.serviceID,
    itemName: names.get(line.serviceID)?.name ?? `Service ${line.serviceID}`,
    itemSku: names.get(line.serviceID)?.sku ?? null,
    unitPrice: line.unitPrice,
    unitCost: line.unitCost,
    rows: (rows.get(line.id) ?? []).map(toRow).sort((a, b) => a.from.localeCompare(b.from)),
  }));
}

/** Lines made while we were reading, known by their units only. */
function readLate(client: AutotaskClient, ids: Iterable<string>, known: readonly { id: string }[]) {
  const there = new Set(known.map(line => line.id));
  const values = [...ids].filter(id => !there.has(id));
  return queryIn(client, 'ContractServices', { record: ContractService, field: 'id', values });
}

function readServices(client: AutotaskClient, lines: readonly { serviceID: string }[]) {
  const values = lines.map(line => line.serviceID);
  return queryIn(client, 'Services', { record: Service, field: 'id', values });
}

const toRow = (unit: ContractServiceUnit): UnitRow => ({
  from: unit.startDate,
  to: unit.endDate,
  units: unit.units,
  cost: unit.cost,
  price: unit.price,
  posted: unit.approveAndPostDate !== null,
});

export async function listCharges(client: AutotaskClient, agreementIds: readonly string[]) {
  const charges = await queryIn(client, 'ContractCharges', {
    record: ContractCharge,
    field: 'contractID',
    values: agreementIds,
  });
  return charges.map(charge => ({
    id: charge.id,
    agreementId: charge.contractID,
    name: charge.name,
    date: charge.datePurchased,
    mark: charge.internalPurchaseOrderNumber,
  }));
}
