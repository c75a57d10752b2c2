/** The services standing on contracts, with their units by period (Autotask reference 5.4 and 5.6). */

import { asNumber } from '../../exact-json.ts';
import type { StandingLine, UnitRow } from '../../plan/current.ts';
import type { DateText } from '../../plan/numbers/calendar.ts';
import type { Place } from '../target.ts';
import { ContractService, ContractServiceUnit, Service } from './schema.ts';
import type { AutotaskClient } from './wire/client.ts';
import { inLists, LIST, query, queryIn } from './wire/queries.ts';

/**
 * From so many contracts or lines on, unit rows run to many pages: three queries side by side page through them faster.
 */
const MANY = { contracts: 30, lines: 100 };
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
  const first = await readServicesOn(client, agreementIds);
  const [units, services] = await Promise.all([
    readUnits(client, from, {
      field: 'contractID',
      values: agreementIds,
      spread: agreementIds.length > MANY.contracts ? LANE : 1,
    }),
    readServices(client, first),
  ]);
  const there = new Set(first.map(line => line.id));
  const late = await readLate(
    client,
    units.map(unit => unit.contractServiceID).filter(id => !there.has(id)),
  );
  return standing([...first, ...late], units, [...services, ...(await readServices(client, late))]);
}

/** One that is made while we read is seen by the next read only: nothing but its service tells of it. */
export async function readLinesAt(
  client: AutotaskClient,
  places: readonly Place[],
  from: DateText,
): Promise<StandingLine[]> {
  const lines = await readServicesAt(client, places);
  const [units, services] = await Promise.all([
    readUnits(client, from, {
      field: 'contractServiceID',
      values: lines.map(({ id }) => id),
      spread: lines.length > MANY.lines ? LANE : 1,
    }),
    readServices(client, lines),
  ]);
  return standing(lines, units, services);
}

function standing(
  lines: readonly ContractService[],
  units: readonly ContractServiceUnit[],
  services: readonly Service[],
): StandingLine[] {
  const rows = Map.groupBy(units, unit => unit.contractServiceID);
  const names = new Map(services.map(service => [service.id, service]));
  return lines.map(line => ({
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

function readServicesOn(client: AutotaskClient, agreementIds: readonly string[]) {
  return queryIn(client, 'ContractServices', {
    record: ContractService,
    field: 'contractID',
    values: agreementIds,
  });
}

/** Only what stands at these places, several services of each contract at once. */
async function readServicesAt(client: AutotaskClient, places: readonly Place[]): Promise<ContractService[]> {
  const contracts = Map.groupBy(places, place => place.agreementId);
  const wanted = [...contracts].flatMap(([agreementId, there]) => {
    const items = new Set(there.map(({ itemId }) => itemId));
    return inLists([...items], LIST - 2).map(itemIds => ({ agreementId, itemIds }));
  });
  const found = await Promise.all(
    inQueries(wanted).map(some =>
      query(client, 'ContractServices', {
        record: ContractService,
        where: [
          { op: 'in', field: 'contractID', value: some.map(({ agreementId }) => asNumber(agreementId)) },
          {
            op: 'or',
            items: some.map(({ agreementId, itemIds }) => ({
              op: 'and',
              items: [
                { op: 'eq', field: 'contractID', value: asNumber(agreementId) },
                { op: 'in', field: 'serviceID', value: itemIds.map(asNumber) },
              ],
            })),
          },
        ],
      }),
    ),
  );
  return found.flat();
}

/** As many contracts to a query as its OR conditions allow: a contract stands in its list, in its group, and has items. */
function inQueries<Contract extends { itemIds: string[] }>(contracts: readonly Contract[]): Contract[][] {
  const queries: Contract[][] = [];
  let left = 0;
  for (const one of contracts) {
    const takes = 2 + one.itemIds.length;
    if (takes > left) {
      queries.push([]);
      left = LIST;
    }
    queries.at(-1)!.push(one);
    left -= takes;
  }
  return queries;
}

function readUnits(
  client: AutotaskClient,
  from: DateText,
  by: { field: 'contractID' | 'contractServiceID'; values: readonly string[]; spread?: number },
) {
  const and = [{ op: 'gte' as const, field: 'endDate', value: `${from}T00:00:00Z` }];
  return queryIn(client, 'ContractServiceUnits', { record: ContractServiceUnit, and, ...by });
}

/** Lines made while we were reading, known by their units only. */
function readLate(client: AutotaskClient, values: readonly string[]) {
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
